//! The two fixtures: one where every planted error is found with its words, one that is small and clean.

use crate::support::{Project, page, repository};

#[test]
fn every_planted_error_is_found_with_its_words() {
    let project = Project::copy(&repository("tests/fixtures/faulty"));
    let expected = std::fs::read_to_string(project.path().join("expected.txt")).unwrap();
    let said = project.run(&["check", "--format", "short", "--quiet"]);
    assert_eq!(said.code, 1);
    assert_eq!(
        said.out.lines().collect::<Vec<_>>(),
        expected.lines().collect::<Vec<_>>()
    );
}

#[test]
fn a_minimal_repository_is_clean_and_its_site_complete() {
    let project = Project::copy(&repository("tests/fixtures/minimal"));
    let said = project.run(&["check", "--format", "short"]);
    assert_eq!((said.code, said.out.as_str()), (0, ""), "{}", said.err);
    let site = project.site(&[]);
    let overview = page(&site, "index.html");
    for word in ["Corner Bakery", "complaints.html", "surveys.html", "actions.html"] {
        assert!(overview.contains(word), "{word} is missing on the overview");
    }
}

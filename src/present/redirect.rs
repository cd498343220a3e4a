//! Pages of ids that were renamed: each leads to the record under its present id, so that old links keep working.

use super::page::{Job, Links, Page, Site, record_path};
use crate::error::Error;

/// Pages of renamed ids.
pub(super) const PAGE: Page = Page { name: "redirect", jobs };

fn jobs(site: &Site<'_>) -> Vec<Job> {
    let job = |(old, new): (&String, &String)| {
        let (_, record) = site.ledger.find(new)?;
        let target = site.record_path(record)?;
        let path = format!("{}/{old}.html", record.kind.plural());
        let same = target == record_path(record) && site.ledger.find(old).is_none();
        let (old, new) = (old.clone(), new.clone());
        same.then(|| Job::bytes(path, Box::new(move |_, links| page(&old, &new, &target, links))))
    };
    site.redirects.iter().filter_map(job).collect()
}

/// A page without script or style, as a strict policy of content allows it.
fn page(old: &str, new: &str, target: &str, links: &Links<'_>) -> Result<Vec<u8>, Error> {
    // Ids hold letters, digits and hyphens only: nothing here needs to be escaped.
    let url = links.to(target);
    let page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\">\n\
         <meta http-equiv=\"refresh\" content=\"0; url={url}\">\n<meta name=\"robots\" content=\"noindex\">\n<title>{old} is now {new}</title>\n\
         <link rel=\"canonical\" href=\"{url}\">\n</head>\n<body>\n<p>{old} is now <a href=\"{url}\">{new}</a>.</p>\n</body>\n</html>\n"
    );
    Ok(page.into_bytes())
}

//! `tenfour completions`.

use crate::support::{run, tenfour};

#[test]
fn every_shell_gets_a_script_that_knows_the_commands() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let said = run(tenfour().args(["completions", shell]));
        assert_eq!((said.code, said.err.as_str()), (0, ""));
        for word in ["tenfour", "rename", "project"] {
            assert!(said.out.contains(word), "{shell} does not complete {word}");
        }
    }
    assert_eq!(run(tenfour().args(["completions", "csh"])).code, 2);
}

//! The program as its users see it: arguments in; stdout, stderr and an exit code out.
#![expect(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod check;
mod diff;
mod fixture;

use fixture::dacapo;

#[test]
fn help_names_every_command() {
    let help = dacapo(&["--help"]);
    assert_eq!(help.code, 0);
    for command in ["check", "diff", "gallery"] {
        assert!(help.stdout.contains(command), "{}", help.stdout);
        let its_help = dacapo(&[command, "--help"]);
        assert_eq!(its_help.code, 0);
        assert!(its_help.stdout.contains("Exit codes:"), "{}", its_help.stdout);
    }
}

#[test]
fn a_command_line_that_is_no_good_ends_with_2() {
    for arguments in [&["check"] as &[&str], &["diff", "one"], &["chek", "x"], &[]] {
        let run = dacapo(arguments);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(!run.stderr.is_empty(), "{arguments:?}");
    }
}

//! amavis' own reading of its recipe: the entry is evaluated by Perl, and asked as `run_av` of amavisd asks it.

use std::fs;
use std::process::Command;

use super::{Failing, Place, run};
use crate::forge::pe;

/// What `run_av` does with an entry of the list: its statuses first, then the names of its expression.
const RUN_AV: &str = r#"
package Amavis::Conf; our @av_scanners; package main;
my ($recipe, $parts) = @ARGV;
open my $in, '<', $recipe or die; my $text = do { local $/; <$in> };
eval "package Amavis::Conf; our \@av_scanners; $text" or die $@;
my ($name, $program, $args, $clean, $infected, $names) = @{$Amavis::Conf::av_scanners[0]};
$args =~ s/\{\}/$parts/;
my $said = `$program $args 2>/dev/null`; my $status = $? >> 8 || ($? & 127 ? 255 : 0);
if (grep { $_ == $status } @$clean) { print "clean" }
elsif (grep { $_ == $status } @$infected) { print "infected: ", join(' ', $said =~ /$names/g) }
else { print "failed" }
"#;

#[test]
#[ignore = "needs perl, and root"]
fn amavis_takes_a_find_for_a_find_and_a_crash_for_a_scanner_that_failed() {
    let place = Place::new();
    let recipe = place.write("50-sheepdip", &place.recipe("amavis/50-sheepdip", &[]));
    let program = place.write("run_av.pl", RUN_AV);
    let parts = place.folder("parts", 0);
    fs::write(parts.join("p001"), "words\n").unwrap();
    let ask = || {
        let output = run(Command::new("perl").args([&program, &recipe, &parts]));
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(ask(), "clean");
    fs::write(parts.join("p002.jpg"), pe::minimal()).unwrap();
    assert_eq!(ask(), "infected: claim.program-in-disguise");
    for how in [Failing::Killed, Failing::Missing] {
        place.fail(how);
        assert_eq!(ask(), "failed");
        place.heal();
    }
}

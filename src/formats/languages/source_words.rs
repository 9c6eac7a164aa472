//! Words of source code, which competes with scripts for the lines of a text.

use super::{Kind, Language};

/// The languages of this table.
pub(super) static LANGUAGES: &[&Language] =
    &[&C, &RUST, &GO, &JAVA, &TYPESCRIPT, &CSS, &SQL, &TEX, &MAKE, &VIM, &ML, &PASCAL, &STATISTICS];

/// C, C++, Objective-C.
static C: Language = Language {
    name: "c",
    kind: Kind::Source,
    least: 9,
    sure: "#ifdef #ifndef #pragma",
    strong: r#"
        #include #define #ifdef #ifndef #endif #pragma #undef #if #elif #else sizeof ^typedef ^namespace
        ^template std:: ^extern size_t uint32_t uint8_t printf nullptr ^#import @interface
        @implementation @end @property nsstring stdio.h __attribute__ unsigned ^struct ^public:
        ^private: constexpr int32_t uint64_t ^goto
    "#,
    good: r#"
        ^static ^void ^int ^enum ^union ^char ^bool ^inline ^unsigned ^virtual ^using ^const void int
        char struct std const ::x cout typename override ^class ^return ^break virtual
    "#,
    weak: r#"
        ^if ^else ^for ^while ^switch ^case /* // ); && null extern float double long
    "#,
};

/// Rust.
static RUST: Language = Language {
    name: "rust",
    kind: Kind::Source,
    least: 9,
    sure: "#[derive",
    strong: r#"
        ^pub ^impl ^fn ^let ^mod ^use ^match #[derive mut &mut println some none usize u8 u32 u64 i32
        &self #[test #[cfg self:: crate:: ^unsafe ^macro_rules vec dyn &str unwrap ^where impl pub fn
        crate
    "#,
    good: r#"
        => ::x ^struct ^enum ^trait str string match result option ^const ^static ^extern // ok err self
        super
    "#,
    weak: r#"
        ^return ^if ^else ^for ^while ^loop ^} ); as in
    "#,
};

/// Go.
static GO: Language = Language {
    name: "go",
    kind: Kind::Source,
    least: 9,
    sure: "",
    strong: r#"
        ^package ^func := interface{} ^defer fmt. ^chan ^type nil func ^go
    "#,
    good: r#"
        ^import ^var ^struct error ^switch ^case range err make string byte ^const map t.fatal t.errorf
        // fmt.errorf return
    "#,
    weak: r#"
        ^return ^if ^else ^for ^} int bool struct
    "#,
};

/// Java, Kotlin, Scala, C#.
static JAVA: Language = Language {
    name: "java",
    kind: Kind::Source,
    least: 9,
    sure: "",
    strong: r#"
        ^package ^import+java ^public ^private ^protected @override java. ^@ throws extends implements
        system.out.println kotlin fun val ^fun ^val ^object scala ^using ^namespace string public static
        @test @autowired ^internal get; @deprecated org. com.
    "#,
    good: r#"
        class final void new boolean int private interface abstract ^class ^final ^abstract ^static
        ^interface ^throw list<string> override var string[] ^import ^@inject sealed readonly
    "#,
    weak: r#"
        ^return ^if ^else ^for ^try ^catch // /* ); null this. this true false
    "#,
};

/// TypeScript, which no interpreter of Windows runs.
static TYPESCRIPT: Language = Language {
    name: "typescript",
    kind: Kind::Source,
    least: 14,
    sure: "",
    strong: r#"
        ^interface ^type ^declare readonly ^export+interface ^enum ^namespace ^abstract keyof ^private
        ^public ^protected ^readonly ^implements any unknown never number boolean string void infer
        partial record
    "#,
    good: r#"
        ^export ^import ^static type interface ^extends extends as promise<void> string[] generic
    "#,
    weak: r#"
        => const ^const ^function ^async
    "#,
};

/// Style sheets.
static CSS: Language = Language {
    name: "css",
    kind: Kind::Source,
    least: 9,
    sure: "",
    strong: r#"
        color margin padding font-size font-family background display border width height
        background-color text-align font-weight line-height position border-radius @media @import
        @charset @font-face margin-top margin-bottom padding-left z-index overflow text-decoration
        !important $color @mixin @include @extend max-width box-shadow @keyframes float
    "#,
    good: r#"
        top left right bottom none solid center px em auto 0 flex absolute relative hover block inherit
        bold opacity
    "#,
    weak: r#"
        a p div /* li ul h1 body url rgba
    "#,
};

/// SQL.
static SQL: Language = Language {
    name: "sql",
    kind: Kind::Source,
    least: 9,
    sure: "",
    strong: r#"
        ^create ^insert ^select ^drop ^alter ^update ^delete varchar primary foreign ^commit ^begin
        ^grant ^values autoincrement ^from ^where ^order
    "#,
    good: r#"
        table into key index not null values default -- select from where integer text references join
        unique ^constraint
    "#,
    weak: r#"
        int and or on set as by group left inner
    "#,
};

/// TeX.
static TEX: Language = Language {
    name: "tex",
    kind: Kind::Source,
    least: 8,
    sure: "documentclass",
    strong: r#"
        documentclass \x usepackage begin end section subsection newcommand def textbf emph item
        renewcommand label cite texttt relax expandafter
    "#,
    good: r#"
        % ref document itemize figure par footnote input hfill chapter
    "#,
    weak: r#"
        the
    "#,
};

/// Makefiles, CMake, autoconf, Dockerfiles.
static MAKE: Language = Language {
    name: "make",
    kind: Kind::Source,
    least: 9,
    sure: "<m4> ?= ^endef ^ifeq ^ifneq cmake_minimum_required cmake_current_list_dir ^include_guard ^endmacro ^cmake_policy",
    strong: r#"
        ^endforeach ^endif ^include_directories ^elseif ^mark_as_advanced ^unset ^.phony ^include ^ifeq ^endif ^ifdef ^ifndef ^all: $@ cmake_minimum_required ^add_executable
        ^add_library ^find_package ^set ^endif() ^else() ^target_link_libraries ^install ^option ^if
        ^list ^ac_init ^ac_define ^dnl ^ac_check_headers ^ac_arg_with ^m4_define ^ac_defun ^as_if
        project add_custom_command ^message ^foreach ^endforeach ^string ^get_filename_component ^macro
        ^endmacro ^cmake_parse_arguments ^function ^endfunction ^ac_subst ^ac_msg_checking
        ^am_conditional ^ac_output $< $^ .phony all: ^ac_config_files ^am_init_automake ac_cv_func_which
    "#,
    good: r#"
        $( := <\> ${ cflags ldflags clean install all target ^export cmake_current_source_dir patsubst
        wildcard shell ^from ^run ^workdir ^copy ^entrypoint ^env ^expose ^cmd
    "#,
    weak: r#"
        # makefile private cc ar
    "#,
};

/// Vim script, Lisp.
static VIM: Language = Language {
    name: "vim",
    kind: Kind::Source,
    least: 9,
    sure: "^endfunction! ^nnoremap ^setq",
    strong: r#"
        ^endif ^endfunction ^function! ^let ^set ^autocmd ^syn ^hi ^nnoremap ^map ^syntax ^highlight
        ^augroup ^setlocal ^au ^command! ^unlet ^endfun ^finish ^fun ^inoremap ^call ^noremap
        ^delfunction ^syntax+match defun setq ^defvar defmacro lambda ^defcustom let ^(defun ^(define
        ^defconst
    "#,
    good: r#"
        exists g: s: b: a: l: contained keyword match region ctermfg guifg nextgroup skipwhite endif
        link def add-hook interactive provide require cons car cdr optional
    "#,
    weak: r#"
        ^if ^else ^elseif ^endfor ^for ^while \
    "#,
};

/// Haskell, ML, Elixir, Erlang.
static ML: Language = Language {
    name: "ml",
    kind: Kind::Source,
    least: 10,
    sure: "",
    strong: r#"
        ^module ^where ^let ^type ^data ^instance ^import+qualified qualified ^deriving deriving -> <-
        ^open ^val ^sig forall ^in ^match ^newtype ^infixl ^infixr ^case ^defmodule ^defp ^defstruct
        ^spec ^-module ^-export ^@spec ^@moduledoc ^do: monad functor
    "#,
    good: r#"
        ^import maybe just nothing io of rec fun with ::x where ^class otherwise foldr ^end |> ^@doc
        ^alias
    "#,
    weak: r#"
        ^if then else let in -- (* case
    "#,
};

/// Pascal, Ada, Fortran, VHDL, Verilog.
static PASCAL: Language = Language {
    name: "pascal",
    kind: Kind::Source,
    least: 10,
    sure: "",
    strong: r#"
        ^procedure ^begin ^unit ^uses ^implementation ^interface ^program := ^subroutine ^implicit
        ^integer ^real ^end+subroutine ^entity ^architecture ^library ^signal ^process ^module ^wire
        ^assign ^always ^endmodule ^input ^output ^reg ^call ^write intent dimension ^double ^character
        ^use+ieee ^package ^is ^elsif std_logic ^when
    "#,
    good: r#"
        ^type ^end ^var ^const ^function integer boolean procedure record ^constant ^allocate ^do ^enddo
        ^endif allocatable logical loop
    "#,
    weak: r#"
        ^if ^else ^return ^for then of end array true false <then> string ^private
    "#,
};

/// R, Matlab, Julia.
static STATISTICS: Language = Language {
    name: "statistics",
    kind: Kind::Source,
    least: 10,
    sure: "",
    strong: r#"
        <- library data.frame function(x) ^function ggplot ^using+linearalgebra ^plot ^figure ^hold
        ^clear ^clc zeros ones ^endfunction numpy ^julia ^struct ^end ^using ^module
    "#,
    good: r#"
        c na null ^library paste apply ^export ^disp fprintf ^subplot xlabel ylabel linspace abstract
        ^const ^macro ^mutable where
    "#,
    weak: r#"
        ^if ^else ^for ^return ^while true false in %
    "#,
};

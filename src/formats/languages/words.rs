//! Words of the script languages of Unix and of the web.

use super::{Kind, Language};

/// The languages of this table.
pub(super) static LANGUAGES: &[&Language] = &[&JAVASCRIPT, &SHELL, &PYTHON, &PERL, &RUBY, &LUA, &APPLESCRIPT, &TCL];

/// JavaScript, JScript.
static JAVASCRIPT: Language = Language {
    name: "javascript",
    kind: Kind::Script,
    least: 10,
    sure: "activexobject <_0x>",
    strong: r#"
        ^eval wscript.createobject document. window. console. module.exports === require =>{
        string.fromcharcode unescape wscript.shell object.defineproperty settimeout typeof wscript.
        addeventlistener jquery json.stringify json.parse math. prototype promise exports. undefined
        globalthis decodeuricomponent atob localstorage xmlhttprequest array.prototype.slice
        scripting.filesystemobject adodb.stream msxml2.xmlhttp object. __esmodule define.amd
    "#,
    good: r#"
        ^var ^let ^function function }); => ^const ^export ^import var ^async await exports eval ); new
        null this. array.isarray parseint charat charcodeat fromcharcode constructor hasownproperty amd
        ^describe ^expect ^it async prototype. ^$ arguments
    "#,
    weak: r#"
        ^return ^if ^else ^for ^try ^catch ^throw ^switch ^case return this split join // default from
        && length true false push
    "#,
};

/// Shells of Unix without shebang.
static SHELL: Language = Language {
    name: "shell",
    kind: Kind::Script,
    least: 10,
    sure: "",
    strong: r#"
        chmod ^fi ^esac ^done [[ $( ^elif ;; ^then ^unset ^eval $# ^shift ^trap (){ $0 >& [ $@ ^chmod
        ^getopts ^exec ^sudo wget /dev/null ^umask mktemp $$ $path $home nohup
    "#,
    good: r#"
        ./x "$ ${ ^if ^export ^echo <then> <do> ^case ^do ^source ^cd ^exit ^printf ^local ^set ^test
        ^curl ^rm ^mkdir ^cp grep sed awk $1 $2 -n -z -eq -ne && ^while ^alias # ^read ^. curl ^cat
        ^return fi done ^tar ^apt-get ^function
    "#,
    weak: r#"
        ^for ^else ^mv ^ls echo in true false exit <\> bash sh basename dirname cut tr -f -d -e -x
    "#,
};

/// Python.
static PYTHON: Language = Language {
    name: "python",
    kind: Kind::Script,
    least: 10,
    sure: "",
    strong: r#"
        ^exec subprocess.call subprocess.run os.dup2 socket.socket import+os import+sys import+socket
        import+subprocess import+base64 __name__ __init__ self. ^elif ): ^def ^from __future__
        isinstance none os.path.join subprocess.popen sys.argv kwargs __file__ ^raise ^except lambda
        os.environ staticmethod os.system base64.b64decode @property @staticmethod @classmethod
        ^@pytest.mark.parametrize __all__ urllib.request.urlopen __import__ valueerror
    "#,
    good: r#"
        ^import def self os. sys. sys ^with ^pass ^assert print exec compile except ^yield """ import os
        subprocess base64 re. true false ^async json. super enumerate zip isinstance str dict list
        urllib.request socket ^global
    "#,
    weak: r#"
        ^class ^return ^if ^else ^for ^while ^try ^finally ^print in not is and or from as len range #
        ^del
    "#,
};

/// Perl.
static PERL: Language = Language {
    name: "perl",
    kind: Kind::Script,
    least: 11,
    sure: "",
    strong: r#"
        ^my ^our ^use+strict ^sub ^package $x=; ^elsif $_ @_ qw ^foreach ^unless $self $_[0] ^bless ^1
        =pod =head wantarray $0 ^require+5 @isa $@ @argv =~ ^local ^__end__ ^__data__ $class __package__
    "#,
    good: r#"
        strict warnings ^use shift ^die die ^print my ::x defined ref unless scalar keys push exists $1
        bless @{ %{ eval carp croak ^no sprintf qr eq ne and
    "#,
    weak: r#"
        ^return ^if ^else ^while ^for return if # or not $i join split || ); undef
    "#,
};

/// Ruby.
static RUBY: Language = Language {
    name: "ruby",
    kind: Kind::Script,
    least: 12,
    sure: "",
    strong: r#"
        ^end ^require_relative attr_accessor attr_reader ^elsif ^module nil @ivar ^unless ^rescue
        ^ensure ^def+self puts ^begin self.class nil? each_with_index ^attr_reader ^attr_accessor
        ^describe ^it ^gem ^spec. respond_to frozen_string_literal rspec.describe
    "#,
    good: r#"
        |$ ^def ^require ^class ^include ^when ^puts ^raise <do> => end do elsif nil ^private ^extend
        def self. rescue yield each map lambda proc gem ^let ^before ^context
    "#,
    weak: r#"
        ^if ^else ^case ^return ^while true false # unless then and not attr ::x
    "#,
};

/// Lua.
static LUA: Language = Language {
    name: "lua",
    kind: Kind::Script,
    least: 12,
    sure: "",
    strong: r#"
        ^local ^end <then> ^elseif nil pairs ipairs ~= string.format table.insert setmetatable require
        table. string. io. --[[ string.gsub table.concat getmetatable os.execute io.open tonumber
        tostring unpack pcall
    "#,
    good: r#"
        ^function ^return ^require ^until ^repeat <do> not function end -- print self. type
    "#,
    weak: r#"
        ^if ^else ^for ^while if then do true false and or in return
    "#,
};

/// AppleScript source.
static APPLESCRIPT: Language = Language {
    name: "applescript",
    kind: Kind::Script,
    least: 10,
    sure: "^do+shell",
    strong: r#"
        ^tell ^end+tell ^set+to ^display ^activate posix ^on+run tell keystroke ^use+framework
        applescript
    "#,
    good: r#"
        script ^set ^end ^repeat dialog shell finder application ^on ^try ^property ^delay administrator
        privileges -- terminal clipboard buttons
    "#,
    weak: r#"
        ^return ^if ^else to of the then get ^copy events system with error as text
    "#,
};

/// Tcl.
static TCL: Language = Language {
    name: "tcl",
    kind: Kind::Script,
    least: 12,
    sure: "",
    strong: r#"
        ifneeded package+provide package+require namespace+eval ^proc ^puts ^package ^namespace
        ^variable ^upvar ^lappend ^foreach ^incr ^global llength lindex expr ^switch ^catch ^uplevel
        ^array ^wm ^pack ^bind
    "#,
    good: r#"
        ^set ^source ^if ^return info string list regexp eval exists elseif ^while ^exec args eq
    "#,
    weak: r#"
        ^else ^for # else $args proc
    "#,
};

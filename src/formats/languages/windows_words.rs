//! Words of the script languages of Windows.

use super::{Kind, Language};

/// The languages of this table.
pub(super) static LANGUAGES: &[&Language] = &[&POWERSHELL, &VBSCRIPT, &VBA, &BATCH, &AUTOIT, &AUTOHOTKEY];

/// PowerShell: cmdlets are verb-noun, operators begin with a dash, variables with a dollar.
static POWERSHELL: Language = Language {
    name: "powershell",
    kind: Kind::Script,
    least: 10,
    sure: "frombase64string downloadstring downloadfile iex system.management.automation.amsiutils ^set-mppreference ^add-mppreference",
    strong: r#"
        assembly.gettype -encodedcommand setvalue <cmdlet> $psscriptroot $env ^[cmdletbinding
        cmdletbinding new-object write-host write-output invoke-expression invoke-webrequest iwr
        start-process ^param $_.x foreach-object where-object $erroractionpreference -erroraction
        get-childitem set-executionpolicy add-type $psversiontable out-null net.webclient
        system.net.webclient get-wmiobject get-ciminstance start-sleep convertto-json
        system.reflection.assembly $executioncontext -notmatch -ireplace -bxor write-verbose
        import-module $pscmdlet gzipstream system.io.memorystream
    "#,
    good: r#"
        $x= -eq -ne -like -match -join -replace -split -f -gt -lt -not -and -or -contains $true $false
        $null $args $_ convert ::x <# #requires elseif -nop -noprofile -windowstyle -executionpolicy
        bypass parameter mandatory |$ -noninteractive -nonewline -force system. $( "$
    "#,
    weak: r#"
        ^if ^function ^foreach ^try ^catch ^return ^throw string switch begin process # pscustomobject
        reflection.assembly ::load getbytes system.text.encoding unrestricted -enc hidden -command byte
        char
    "#,
};

/// VBScript: objects of the script host.
static VBSCRIPT: Language = Language {
    name: "vbscript",
    kind: Kind::Script,
    least: 10,
    sure: "",
    strong: r#"
        ^execute getobject &chr &h for+each createobject wscript.shell wscript.echo wscript.quit
        wscript.sleep wscript.arguments wscript.createobject scripting.filesystemobject ^on+error
        msxml2.xmlhttp adodb.stream shell.application wscript.scriptfullname wscript.scriptname
        executeglobal ^option+explicit winmgmts scripting.dictionary microsoft.xmlhttp
        msxml2.serverxmlhttp wscript.network wscript.regwrite wscript.stdout.writeline
        winhttp.winhttprequest.5.1 vbscript
    "#,
    good: r#"
        execute ^dim ^set wscript. ^end ^msgbox ^sub ^loop ^next ^elseif ^wend ^const ' chr chrw
        strreverse ^redim ucase lcase isnull ubound vbcrlf vbnewline <then> <_> byval byref nothing cstr
        cint ^private ^public eval ^randomize
    "#,
    weak: r#"
        ^if ^else ^for ^function ^call ^do ^while ^select ^case ^exit mid len left right split replace
        instr true false and not each in to
    "#,
};

/// VBA as exported from Office.
static VBA: Language = Language {
    name: "vba",
    kind: Kind::Script,
    least: 12,
    sure: "",
    strong: r#"
        ^attribute vb_name vb_globalnamespace vb_creatable activeworkbook activesheet thisworkbook
        activedocument auto_open autoopen workbook_open document_open thisdocument ^declare ptrsafe
        createobject activecell application.screenupdating vb_predeclaredid environ
    "#,
    good: r#"
        ^dim ^sub ^end+sub ^private ^public as integer long string variant range worksheets cells sheets
        ^set msgbox ^next application. <then> <_> byval byref boolean shell object selection.
    "#,
    weak: r#"
        ^if ^end ^for ^function ^else ^elseif ^exit ^call ^with ^do ^loop ^option explicit nothing true
        false each to
    "#,
};

/// Batch files of cmd.exe.
static BATCH: Language = Language {
    name: "batch",
    kind: Kind::Script,
    least: 9,
    sure: r#"
        ^powershell+-w ^powershell+-e ^powershell+-ep ^powershell+-enc ^powershell+-nop ^powershell+-c
        ^powershell+-command ^powershell+-executionpolicy ^powershell+-windowstyle
        ^powershell+-noprofile ^powershell.exe+-w ^powershell.exe+-e ^powershell.exe+-enc
        ^powershell.exe+-nop ^powershell.exe+-c ^powershell.exe+-command
        ^powershell.exe+-executionpolicy ^powershell.exe+-windowstyle ^powershell.exe+-noprofile
        ^vssadmin+delete ^vssadmin.exe+delete ^bcdedit+set
        ^mshta+http ^mshta+https ^mshta+vbscript ^mshta+javascript ^certutil+-urlcache ^certutil+-decode
    "#,
    strong: r#"
        /c dp0 %* -nop -enc -noprofile @echo setlocal endlocal enabledelayedexpansion %~ %%a errorlevel
        exist ^goto enableextensions @rem %v% certutil -urlcache bitsadmin findstr xcopy robocopy
        taskkill schtasks wmic attrib -encodedcommand regsvr32 mshta rundll32 cscript wscript @if @set
        @call @cmd @powershell @start @goto @setlocal @node.exe
    "#,
    good: r#"
        ^rem rem ^echo ^set ^call ^pause ^if ^del ^copy ^start ^title ^cls ^reg ^cd ^md ^mkdir ^for
        ^exit ^pushd ^popd ^color ^timeout ^powershell powershell ^cmd eof nul not :: >& ^curl ^ping
        ^net ^sc ^move ^ren ^rd ^rmdir ^choice ^tasklist ^netsh ^icacls ^shutdown -windowstyle
        -executionpolicy bypass -decode off
    "#,
    weak: r#"
        if set else echo in do defined hidden equ neq b && path powershell.exe cmd.exe
    "#,
};

/// AutoIt.
static AUTOIT: Language = Language {
    name: "autoit",
    kind: Kind::Script,
    least: 12,
    sure: "",
    strong: r#"
        #include #notrayicon #requireadmin ^local ^global $cmdline @scriptdir @tempdir @error
        shellexecute guicreate guisetstate ^endfunc ^wend ^func fileinstall inetget controlsend
        winactivate msgbox #autoit3wrapper_icon @systemdir @compiled @appdatadir consolewrite
        #au3stripper_parameters
    "#,
    good: r#"
        ^endif ^next ^exitloop ^switch ^endswitch ^until ^elseif ^opt <then> ^dim ^run runwait sleep
        stringreplace execute binarytostring $gui_event_close dllcall dllstructcreate const
    "#,
    weak: r#"
        ^if ^while ^for ^return ^else ^case ^select ^exit ; not and or to
    "#,
};

/// AutoHotkey.
static AUTOHOTKEY: Language = Language {
    name: "autohotkey",
    kind: Kind::Script,
    least: 10,
    sure: "",
    strong: r#"
        #noenv #singleinstance #warn #persistent #ifwinactive sendmode setworkingdir a_scriptdir a_temp
        ^msgbox urldownloadtofile ^send ^sendinput ^settimer #notrayicon ^run ^gui ^loop
        settitlematchmode #requires a_thishotkey a_isadmin detecthiddenwindows ^setkeydelay winactivate
        ^fileread ^fileappend ^filedelete ifwinexist a_appdata ^traytip controlsend stringreplace
    "#,
    good: r#"
        := ^return ^sleep ^ifequal ::x ^goto ^gosub ^winwait %v% ^exitapp ^hotkey ^global input a_index
    "#,
    weak: r#"
        ^if ^else ; ^while true false
    "#,
};

use crate::forge::{Example, Specimen, pe};

pub const SPECIMENS: &[Specimen] = &[
    ("mz", pe::dos),
    ("ne", || pe::old(b"NE")),
    ("le", || pe::old(b"LE\0\0")),
    ("pe", || pe::program().build()),
    ("dll", || pe::library().build()),
    ("ocx", || pe::library().exports(&["DllGetClassObject", "DllRegisterServer"]).build()),
    ("cpl", || pe::library().exports(&["CPlApplet"]).build()),
    ("xll", || pe::library().exports(&["xlAutoClose", "xlAutoOpen"]).build()),
    ("sys", || pe::program().subsystem(1).build()),
    ("efi", || pe::program().subsystem(10).build()),
    ("dotnet", || pe::program().table(".cor", 14, vec![0; 72]).build()),
    ("dotnet-dll", || pe::library().table(".cor", 14, vec![0; 72]).build()),
];

pub const EXAMPLES: &[Example] = &[];

use crate::forge::Specimen;

pub const SPECIMENS: &[Specimen] = &[
    ("uuencode", || b"begin 644 a.txt\n%:&5L;&\\`\n`\nend\n".to_vec()),
    ("yenc", || b"=ybegin line=128 size=5 name=a.txt\n".to_vec()),
];

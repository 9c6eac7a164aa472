//! SVG drawings. The scripts in them do nothing: they name functions that do not exist.

/// A drawing with this inside its root element.
pub fn with(inside: &str) -> Vec<u8> {
    format!(
        "<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" \
         xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 8 8\"><rect width=\"8\" height=\"8\"/>{inside}</svg>\n"
    )
    .into_bytes()
}

/// A plain logo with style, gradient and an ordinary link.
pub fn logo() -> Vec<u8> {
    with(
        "<style>.a{fill:#123;font-family:'On Time'}</style><defs><linearGradient id=\"g\"><stop offset=\"0\"/>\
         </linearGradient></defs><a xlink:href=\"https://example.org/\"><circle class=\"a\" r=\"3\" \
         fill=\"url(#g)\"/></a><text>onload=\"x\" javascript: and &lt;script&gt; are words</text>",
    )
}

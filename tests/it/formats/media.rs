use crate::forge::marks::{marked, padded};
use crate::forge::media::{self, asf, ebml, ogg};
use crate::forge::{Example, Specimen};

fn transport_stream() -> Vec<u8> {
    padded(&[0x47, 0x40, 0, 0x10], 188).repeat(5)
}

fn ac3() -> Vec<u8> {
    // 48 kHz, 32 kbit/s: frames of 128 bytes.
    padded(b"\x0B\x77\0\0\0\x40", 128).repeat(3)
}

pub const SPECIMENS: &[Specimen] = &[
    ("mp3", || media::mp3_frames(4)),
    ("mp3", || [media::id3(&[(b"TIT2", b"\0Song".to_vec())]), media::mp3_frames(4)].concat()),
    ("asf", || asf(None, None)),
    ("wmv", || asf(Some(media::VIDEO), None)),
    ("wma", || asf(Some(media::AUDIO), None)),
    ("flac", || padded(b"fLaC\x80\0\0\x22", 64)),
    ("ogg", || ogg(b"CELT    ")),
    ("theora", || ogg(b"\x80theora\x03\x02\x01")),
    ("opus", || ogg(b"OpusHead\x01\x02")),
    ("vorbis", || ogg(b"\x01vorbis\0\0\0\0")),
    ("speex", || ogg(b"Speex   1.2")),
    ("ogg-flac", || ogg(b"\x7FFLAC\x01\0")),
    ("midi", || padded(b"MThd\0\0\0\x06\0\x01\0\x01\0\x60MTrk", 32)),
    ("aiff", || padded(b"FORM\0\0\0\x20AIFFCOMM", 40)),
    ("8svx", || padded(b"FORM\0\0\0\x208SVXVHDR", 40)),
    ("au", || padded(b".snd\0\0\0\x18\0\0\0\x08\0\0\0\x01", 32)),
    ("caf", || padded(b"caff\0\x01\0\0desc", 64)),
    ("amr", || padded(b"#!AMR\n", 32)),
    ("silk", || padded(b"\x02#!SILK_V3", 32)),
    ("aac", || padded(b"\xFF\xF1\x50\x80\x02\x1F\xFC", 16).repeat(4)),
    ("ac3", ac3),
    ("dts", || padded(b"\x7F\xFE\x80\x01", 96)),
    ("ape", || padded(b"MAC \x96\x0F", 64)),
    ("wavpack", || padded(b"wvpk\x18\0\0\0\x10\x04", 32)),
    ("tta", || padded(b"TTA1\x01\0", 32)),
    ("musepack", || padded(b"MPCKSH", 32)),
    ("dsf", || padded(b"DSD \x1C\0\0\0", 64)),
    ("voc", || padded(b"Creative Voice File\x1A\x1A\0", 40)),
    ("tracker", || padded(b"Extended Module: song", 80)),
    ("tracker", || marked(1100, &[(0, b"song"), (1080, b"M.K.")])),
    ("webm", || ebml("webm")),
    ("mkv", || ebml("matroska")),
    ("flv", || padded(b"FLV\x01\x05\0\0\0\x09", 32)),
    ("mpeg", || padded(b"\0\0\x01\xBA\x44\0\x04\0\x04\x01", 64)),
    ("mpeg-ts", transport_stream),
    ("realmedia", || padded(b".RMF\0\0\0\x12", 32)),
    ("ivf", || padded(b"DKIF\0\0\x20\0VP80", 40)),
    ("y4m", || b"YUV4MPEG2 W2 H2 F25:1\nFRAME\nabcdef".to_vec()),
    ("mxf", || padded(b"\x06\x0E\x2B\x34\x02\x05\x01\x01\x0D\x01\x02\x01", 64)),
    ("fli", || marked(128, &[(0, &[128, 0, 0, 0, 0x12, 0xAF])])),
    ("bink", || padded(b"BIKi\x40\0\0\0", 64)),
    ("m3u", || b"#EXTM3U\n#EXTINF:1,Song\nhttps://example.org/song.mp3\n".to_vec()),
    ("pls", || b"[playlist]\nFile1=https://example.org/song.mp3\nNumberOfEntries=1\n".to_vec()),
    ("srt", || b"1\r\n00:00:01,000 --> 00:00:02,000\r\nHello\r\n\r\n".to_vec()),
    ("vtt", || b"WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n".to_vec()),
    ("ass", || b"[Script Info]\nTitle: Hello\nScriptType: v4.00+\n".to_vec()),
];

pub const EXAMPLES: &[Example] = &[];

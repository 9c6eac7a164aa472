use crate::forge::marks::{marked, padded};
use crate::forge::media::{self, asf, ebml, ogg};
use crate::forge::{Case, Example, Specimen, case, fired, pe, png};
use sheepdip::model::report::Verdict;

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

fn song(frames: &[(&[u8; 4], Vec<u8>)]) -> Case {
    case("song.mp3", [media::id3(frames), media::mp3_frames(4)].concat())
}

pub const EXAMPLES: &[Example] = &[
    Example {
        rule: "media.opens-web-page",
        fires: || case("film.wmv", asf(Some(media::VIDEO), Some(("URLANDEXIT", "http://example.org/player")))),
        silent: || case("film.wmv", asf(Some(media::VIDEO), Some(("TEXT", "Hello")))),
    },
    Example {
        rule: "media.playlist-network-share",
        fires: || case("list.m3u", "#EXTM3U\n\\\\203.0.113.9\\share\\song.mp3\n"),
        silent: || {
            case("list.m3u", "#EXTM3U\nhttps://example.org/a.mp3\nfile:///home/me/song.mp3\nC:\\Music\\song.mp3\n")
        },
    },
];

#[test]
fn a_plain_song_with_cover_is_clean_and_the_cover_is_examined() {
    let mut cover = b"\0image/png\0\x03\0".to_vec();
    cover.extend(png::plain());
    let report = song(&[(b"TIT2", b"\0Song".to_vec()), (b"APIC", cover)]).examine();
    assert_eq!(report.judgement.verdict, Verdict::Clean, "{:?} {:?}", report.findings, report.gaps);
    assert_eq!(report.artifacts[1].content_type.id, "png");
}

#[test]
fn a_program_attached_to_a_song_is_dangerous() {
    let private = [&b"owner\0"[..], &pe::minimal()].concat();
    for frames in [(b"GEOB", media::geob(&pe::minimal())), (b"PRIV", private)] {
        let report = song(&[frames]).examine();
        assert!(fired(&report).contains(&"hidden.something-that-runs"), "{:?}", fired(&report));
    }
}

#[test]
fn a_program_in_place_of_the_sound_is_dangerous() {
    let notes = media::id3(&[(b"TIT2", b"\0Song".to_vec())]);
    let report = case("song.mp3", [notes, pe::minimal()].concat()).examine();
    assert_eq!(report.judgement.verdict, Verdict::Dangerous);
    assert!(fired(&report).contains(&"hidden.something-that-runs"), "{:?}", fired(&report));
}

#[test]
fn cut_notes_are_unexamined() {
    let whole = media::id3(&[(b"TIT2", vec![b'a'; 100])]);
    for length in 10..whole.len() {
        assert_eq!(case("song.mp3", &whole[..length]).examine().judgement.verdict, Verdict::Unexamined, "{length}");
    }
}

#[test]
fn a_cut_windows_film_is_unexamined() {
    let whole = asf(Some(media::VIDEO), None);
    let report = case("film.wmv", &whole[..whole.len() - 5]).examine();
    assert_eq!(report.judgement.verdict, Verdict::Unexamined);
}

#[test]
fn a_playlist_of_shares_is_seen_in_pls_and_as_file_address() {
    let report = case("list.pls", "[playlist]\nFile1=file://203.0.113.9/share/song.mp3\n").examine();
    assert!(fired(&report).contains(&"media.playlist-network-share"), "{:?}", fired(&report));
}

//! What the services answer, in the shape in which they do. All of it is made up.

use serde_json::{Value, json};

use super::served::{HYBRID, MALWAREBAZAAR, MD5, METADEFENDER, SHA1, SHA256, Scripted, says};

/// A report of MetaDefender: engines and what they say.
pub(super) fn metadefender(hash: &str, engines: &[(&str, u64, &str)]) -> Value {
    let detected = engines.iter().filter(|(_, code, _)| *code == 1).count();
    let details = engines.iter().map(|(name, code, threat)| {
        let said = json!({"scan_result_i": code, "threat_found": threat, "def_time": "2026-11-20T04:00:00.000Z", "scan_time": 3});
        ((*name).to_owned(), said)
    });
    json!({
        "scan_result_history_length": 3, "data_id": "bzI2MTEyMEFiQ2Q", "share_file": 1,
        "file_info": {"md5": MD5, "sha1": SHA1, "sha256": hash, "display_name": "order.exe"},
        "scan_results": {
            "scan_all_result_i": u8::from(detected > 0), "total_avs": engines.len(), "total_detected_avs": detected,
            "progress_percentage": 100, "start_time": "2026-11-20T09:12:01.000Z",
            "scan_details": details.collect::<serde_json::Map<_, _>>(),
        },
        "process_info": {"result": "Allowed", "profile": "multiscan"}, "votes": {"up": 0, "down": 4},
    })
}

pub(super) fn bazaar(hash: &str) -> Value {
    json!({"query_status": "ok", "data": [{
        "sha256_hash": hash, "sha1_hash": SHA1, "md5_hash": MD5, "first_seen": "2026-11-19 11:55:46", "last_seen": null,
        "file_name": "order.exe", "signature": "AgentTesla", "tags": ["exe"], "delivery_method": "email_attachment",
        "intelligence": {"clamav": ["Example.Trojan"], "downloads": "231", "uploads": "1", "mail": null},
        "vendor_intel": {
            "ReversingLabs": {"status": "MALICIOUS", "threat_name": "ByteCode.Trojan.Example", "scanner_match": "26"},
            "YOROI_YOMI": {"detection": "Legit File", "score": "0.02"},
            "Triage": {"malware_family": "agenttesla", "score": "10", "tags": ["stealer"]},
            "Spamhaus_HBL": [{"detection": "suspicious", "link": "https://example.org/"}],
            "UnpacMe": [{"detections": ["win_agent_tesla"]}],
        },
    }]})
}

/// An answer of Hybrid Analysis to a search, with reports of these states and lookup.
pub(super) fn search(hash: &str, reports: &[(&str, Value)]) -> Value {
    let report = |(state, verdict): &(&str, Value)| {
        json!({"id": "6731a1", "environment_id": 160, "environment_description": "Windows 10 64 bit", "state": state,
            "error_type": null, "error_origin": null, "verdict": verdict})
    };
    json!({"sha256s": [hash], "reports": reports.iter().map(report).collect::<Vec<_>>()})
}

pub(super) fn overview(hash: &str, verdict: impl Into<Value>) -> Value {
    json!({"sha256": hash, "threat_score": 85, "verdict": verdict.into(), "analysis_start_time": null,
        "last_multi_scan": "2026-11-20T09:12:01+00:00", "multiscan_result": 44, "vx_family": "Trojan.Example"})
}

pub(super) fn opentip(hash: &str, zone: &str) -> Value {
    json!({"Zone": zone,
        "FileGeneralInfo": {"FileStatus": "Malware", "Sha256": hash, "Sha1": SHA1, "Md5": MD5, "FirstSeen": "2026-11-01T00:00:00Z",
            "LastSeen": "2026-11-20T09:12:01Z", "Size": 472_064, "HitsCount": 100},
        "DetectionsInfo": [
            {"LastDetectDate": "2026-11-19T08:00:00Z", "Zone": "Grey", "DetectionName": "Other.Name"},
            {"LastDetectDate": "2026-11-20T09:12:01Z", "Zone": zone, "DetectionName": "HEUR:Trojan.Example.gen"}]})
}

pub(super) const NOTHING: [(&str, u64, &str); 4] =
    [("Avira", 0, ""), ("Bitdefender", 7, ""), ("Emsisoft", 23, ""), ("Varist", 10, "")];

/// What each service answers of a file that it found nothing in; MalwareBazaar knows no such file.
pub(super) fn harmless(name: &str) -> Vec<Scripted> {
    match name {
        METADEFENDER => vec![says("/hash/", 200, metadefender(SHA256, &NOTHING))],
        MALWAREBAZAAR => vec![says("/", 200, json!({"query_status": "hash_not_found"}))],
        HYBRID => vec![
            says("/search/hash", 200, search(SHA256, &[("SUCCESS", "no specific threat".into())])),
            says("/overview/", 200, overview(SHA256, "no specific threat")),
        ],
        _ => vec![says("/search/hash", 200, opentip(&SHA256.to_uppercase(), "Green"))],
    }
}

/// The path that begins every question of a service.
pub(super) fn path(name: &str) -> &'static str {
    match name {
        METADEFENDER => "/hash/",
        MALWAREBAZAAR => "/",
        _ => "/search/hash",
    }
}

#!/usr/bin/env bash
# YARA rules: sheepdip beside YARA-X's own scanner, in one run, on the same 3,000 rules and 2,000 small files; then
# whether both find the same. Needs hyperfine, python3 and yr (cargo install yara-x-cli --locked).
# usage: [YR=yr] [SHEEPDIP=target/release/sheepdip] benches/yara.sh [FOLDER-FOR-SAMPLES]   (a temporary folder by default)
set -euo pipefail
cd "$(dirname "$0")/.."
yr=${YR:-yr}
for tool in hyperfine python3 "$yr"; do
  command -v "$tool" >/dev/null || { echo "$0: $tool is missing" >&2; exit 1; }
done
if [ -z "${SHEEPDIP:-}" ]; then
  cargo build --release --locked --quiet
  SHEEPDIP=$PWD/target/release/sheepdip
fi
work=${1:-$(mktemp -d)}
mkdir -p "$work"

if [ ! -d "$work/files" ]; then
  echo "making 2,000 files and 3,000 rules in $work"
  python3 - "$work" <<'PY'
import os, random, re, shutil, sys
work = sys.argv[1]
random.seed(7)

# The files: small texts and programs of this system, as they are.
os.makedirs(work + "/files.new")
words, count = set(), 0
for top in ("/usr/share/doc", "/usr/lib/python3", "/usr/share/perl", "/usr/share/misc", "/usr/bin", "/usr/share"):
    for folder, below, names in os.walk(top):
        below.sort()
        for name in sorted(names):
            path = os.path.join(folder, name)
            if count >= 2000 or os.path.islink(path) or not os.path.isfile(path):
                continue
            # Archives are left out: sheepdip unpacks them, and yr does not.
            if name.endswith((".gz", ".xz", ".bz2", ".zst", ".zip", ".whl", ".jar", ".svgz", ".deb")):
                continue
            if not 100 <= os.path.getsize(path) <= 200_000:
                continue
            shutil.copyfile(path, "%s/files.new/%04d-%s" % (work, count, name))
            count += 1
            if count % 20 == 0:
                text = open(path, "rb").read(4000).decode("latin-1")
                words.update(re.findall(r"[A-Za-z_]{12,24}", text)[:4])
words = sorted(words)

# The rules: what collections in circulation are made of. Most find nothing here, as it is with them; a few do.
LIBS = ["kernel32", "advapi32", "wininet", "urlmon", "shell32", "ntdll", "ws2_32", "crypt32"]
VERBS = ["Create", "Open", "Write", "Read", "Virtual", "Inject", "Download", "Query", "Enum", "Crypt", "Hook", "Load"]
NOUNS = ["Process", "Thread", "File", "Section", "Mutex", "Service", "Registry", "Token", "Pipe", "Socket", "Module"]
def ident(n):
    return "".join(random.choice("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") for _ in range(n))
def text():
    kind = random.random()
    if kind < 0.35:
        body = random.choice(VERBS) + random.choice(NOUNS) + random.choice(["A", "W", "Ex", ""]) + ident(4)
    elif kind < 0.6:
        body = "C:\\\\Users\\\\%s\\\\%s.pdb" % (ident(6), ident(8))
    elif kind < 0.75:
        body = "%s /c %s > %%TEMP%%\\\\%s.dat" % (random.choice(["cmd", "powershell", "rundll32"]), ident(7), ident(5))
    elif kind < 0.9:
        body = "http://%s.%s/%s.php?id=" % (ident(9).lower(), random.choice(["com", "ru", "cn", "top"]), ident(6))
    else:
        body = random.choice(LIBS) + ".dll!" + ident(10)
    return '"%s"' % body + random.choice(["", "", " ascii", " fullword", " ascii wide", " wide", " nocase", " fullword ascii"])
def hexes():
    out = []
    for n in range(random.randint(10, 32)):
        kind = random.random()
        if n < 4 or kind < 0.75:
            out.append("%02X" % random.randrange(256))
        elif kind < 0.85:
            out.append("??")
        elif kind < 0.92:
            out.append("%X?" % random.randrange(16))
        elif kind < 0.97 and n > 5:
            out.append("[%d-%d]" % (random.randint(0, 3), random.randint(4, 12)))
            out.append("%02X %02X" % (random.randrange(256), random.randrange(256)))
        else:
            out.append("( %02X | %02X %02X )" % tuple(random.randrange(256) for _ in range(3)))
    return "{ " + " ".join(out) + " E8 }"
def regex():
    return random.choice([
        r"/%s[0-9]{2,8}\.(exe|dll|scr)/" % ident(5), r"/https?:\/\/%s\.[a-z]{2,6}\/[a-zA-Z0-9_\-]{4,20}\.php/" % ident(6).lower(),
        r"/(get|set)_%s\(['\"][a-z]{1,16}['\"]\)/ nocase" % ident(6), r"/\$%s\s*=\s*base64_decode\(/" % ident(4),
        r"/%s-[a-f0-9]{8}-[a-f0-9]{4}/ ascii wide" % ident(6), r"/\\\\%s\\\\[a-z]+\.tmp/" % ident(6),
    ])
def rule(n):
    strings = []
    for _ in range(random.randint(2, 9)):
        kind = random.random()
        strings.append(text() if kind < 0.66 else hexes() if kind < 0.88 else regex())
    hit = n % 40 == 0
    if hit:
        strings[0] = '"%s"' % random.choice(words)
    lines = ["    $s%d = %s" % (i, s) for i, s in enumerate(strings)]
    count = len(strings)
    conditions = [
        "uint16(0) == 0x5A4D and filesize < %dKB and all of them" % random.choice([100, 500, 2000]),
        "uint16(0) == 0x5A4D and filesize < 3MB and %d of them" % random.randint(1, count),
        "filesize < %dKB and any of them" % random.choice([50, 200, 900]),
        "all of ($s*) and filesize > 100",
        "%d of ($s*)" % random.randint(1, count),
        "uint32(0) == 0x464C457F and any of them",
        "uint32be(0) == 0x25504446 and $s0 and #s1 >= 0 and any of them",
        "($s0 in (0..4096) or #s1 > 2) and filesize < 1MB and %d of them" % random.randint(1, count),
    ]
    condition = "$s0 and filesize < 1MB and 1 of them" if hit else random.choice(conditions)
    return """rule Family_%s_%04d : family%d
{
  meta:
    description = "Detects %s, made up for a measurement"
    author = "nobody"
    reference = "https://example.com/%s"
    date = "2024-%02d-%02d"
    score = %d
    hash1 = "%064x"
  strings:
%s
  condition:
    %s
}
""" % (ident(5), n, n % 17, ident(8), ident(8), n % 12 + 1, n % 28 + 1, random.choice([40, 60, 75, 80]), random.getrandbits(256), "\n".join(lines), condition)
os.makedirs(work + "/rules")
for number in range(60):
    with open("%s/rules/set%02d.yar" % (work, number), "w") as out:
        out.write("\n".join(rule(number * 50 + n) for n in range(50)))
os.rename(work + "/files.new", work + "/files")
print(count, "files,", len(words), "words of theirs in rules")
PY
fi
files=("$work"/files/*)
file=${files[0]}
export XDG_CACHE_HOME=$work/cache
"$yr" compile -w -o "$work/rules.yrc" "$work/rules" >/dev/null

echo "== 3,000 rules, one small file: sheepdip without its cache, with it; yr from source, from its compiled rules"
hyperfine -N -i --warmup 1 --runs 10 \
  --prepare "rm -rf $work/cache" "$SHEEPDIP --yara $work/rules --format plain $file" \
  --prepare "true" "$SHEEPDIP --yara $work/rules --format plain  $file" \
  --prepare "true" "$yr scan -w $work/rules $file" \
  --prepare "true" "$yr scan -w -C $work/rules.yrc $file"

echo "== 3,000 rules, 2,000 small files: the same, and sheepdip without rules"
hyperfine -N -i --warmup 1 --runs 10 \
  --prepare "rm -rf $work/cache" "$SHEEPDIP --yara $work/rules --format plain $work/files" \
  --prepare "true" "$SHEEPDIP --yara $work/rules --format plain  $work/files" \
  --prepare "true" "$yr scan -w -r $work/rules $work/files" \
  --prepare "true" "$yr scan -w -r -C $work/rules.yrc $work/files" \
  --prepare "true" "$SHEEPDIP --format plain $work/files"

echo "== who finds what (only what is in the files themselves, as yr does not look inside)"
"$SHEEPDIP" --yara "$work/rules" --json "$work/files" >"$work/ours.json" || true
"$yr" scan -w -r "$work/rules" "$work/files" >"$work/theirs.txt" 2>/dev/null
python3 - "$work" <<'PY'
import json, os, sys
work = sys.argv[1]
ours, crowded = set(), set()
for file in json.load(open(work + "/ours.json"))["files"]:
    name = os.path.basename(file["path"])
    for found in file["findings"]:
        if found["rule"].startswith("yara.") and found["artifact"] == 0:
            ours.add((found["evidence"]["rule"], name))
            if "more" in found["evidence"]:
                crowded.add(name)
theirs = set()
for line in open(work + "/theirs.txt"):
    rule, path = line.rstrip("\n").split(" ", 1)
    theirs.add((rule, os.path.basename(path)))
# Of more than twenty rules that match one file sheepdip names twenty.
ours = {pair for pair in ours if pair[1] not in crowded}
theirs = {pair for pair in theirs if pair[1] not in crowded}
print(len(ours), "pairs by sheepdip,", len(theirs), "by yr;", len(crowded), "files left out where more than 20 rules match")
for words, pairs in (("sheepdip", ours - theirs), ("yr", theirs - ours)):
    for pair in sorted(pairs)[:20]:
        print("only", words, *pair)
sys.exit(ours != theirs)
PY

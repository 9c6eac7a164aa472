#!/usr/bin/env bash
# Archives of 1,000 small files (about 2 KB and about 20 KB each): sheepdip beside the tool that tests the archive, in one
# run, with the ratio of the fastest runs. tar only unpacks: it neither hashes nor looks, so what `file` takes for the same
# files stands beside it. Needs hyperfine, zip, unzip, 7z, tar, python3 (Debian packages hyperfine, zip, unzip, 7zip, tar, python3).
# usage: benches/containers.sh [FOLDER-FOR-SAMPLES]
set -euo pipefail
cd "$(dirname "$0")/.."
sheepdip=${SHEEPDIP:-$PWD/target/release/sheepdip}
[ -x "$sheepdip" ] || cargo build --release --locked --quiet
work=${1:-$(mktemp -d)}
mkdir -p "$work"

if [ ! -f "$work/medium.7z" ]; then
  echo "making the samples in $work"
  python3 - "$work" <<'PY'
import json, os, random, struct, sys, zlib
work = sys.argv[1]
random.seed(1)
words = "the report of this month is ready and we ask you to look at it before the meeting on friday".split()
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
def picture():
    rows = 24 * times
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 20, rows, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(b"".join(b"\0" + random.randbytes(60) for _ in range(rows)), 1)) + chunk(b"IEND", b""))
times = 1
def text():
    return "".join(" ".join(random.choice(words) for _ in range(12)) + ".\n" for _ in range(times * random.randint(5, 60))).encode()
def table():
    return "".join(f"{n};{random.randint(1, 9999)};{random.choice(words)}\n" for n in range(times * random.randint(10, 150))).encode()
def data():
    return json.dumps([{"id": n, "name": random.choice(words), "value": random.random()} for n in range(times * random.randint(5, 60))]).encode()
def page():
    return b"<!DOCTYPE html><html><head><title>page</title></head><body><p>" + text() + b"</p></body></html>"
kinds = [("txt", text), ("png", picture), ("csv", table), ("json", data), ("html", page)]
for folder, times in (("small", 1), ("medium", 10)):
    os.makedirs(f"{work}/{folder}", exist_ok=True)
    for n in range(1000):
        ending, make = kinds[n % len(kinds)]
        with open(f"{work}/{folder}/{n:04}.{ending}", "wb") as out:
            out.write(make())
PY
  for set in small medium; do
    (cd "$work" && rm -f $set.7z $set.zip && zip -q -r $set.zip $set && tar -czf $set.tar.gz $set && 7z a $set.7z $set >/dev/null)
  done
fi

compare() { # the archive, the tool's command
  hyperfine --shell=default --warmup 3 --min-runs 20 --ignore-failure --style none --export-json "$work/result.json" \
    "$2" "$sheepdip --format plain $work/$1" >/dev/null 2>&1
  python3 - "$work/result.json" "$1" <<'PY'
import json, sys
tool, ours = json.load(open(sys.argv[1]))["results"]
print(f"{sys.argv[2]:14} {tool['min'] * 1000:7.1f} ms   sheepdip {ours['min'] * 1000:7.1f} ms   ratio {ours['min'] / tool['min']:.2f}   ({tool['command'].split()[0]})")
PY
}
for set in small medium; do
  compare $set.zip "unzip -tqq $work/$set.zip"
  compare $set.tar.gz "tar -xzf $work/$set.tar.gz --to-stdout | cat >/dev/null"
  compare $set.tar.gz "file $work/$set/* >/dev/null"
  compare $set.7z "7z t $work/$set.7z >/dev/null"
done

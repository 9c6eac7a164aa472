#!/usr/bin/env bash
# Whole processes against each other, in one run: sheepdip on one picture, a folder and a large file, beside `file`,
# a bare Rust process and `openssl dgst`. Needs hyperfine, file, openssl, python3 (Debian packages of these names).
# usage: [STATIC=1] benches/whole_process.sh [FOLDER-FOR-SAMPLES]   (about 3 GB; a temporary folder by default)
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --locked --quiet
sheepdip=$PWD/target/release/sheepdip
work=${1:-$(mktemp -d)}
mkdir -p "$work/folder"

if [ ! -f "$work/photo.png" ]; then
  echo "making the samples in $work"
  python3 - "$work" <<'PY'
import os, random, shutil, struct, sys, zlib
work = sys.argv[1]
random.seed(1)
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
with open(work + "/photo.png", "wb") as out:
    out.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1024, 325, 8, 2, 0, 0, 0)))
    pixels = zlib.compress(random.randbytes(325 * 3073), 1)
    for at in range(0, len(pixels), 32768):
        out.write(chunk(b"IDAT", pixels[at:at + 32768]))
    out.write(chunk(b"IEND", b""))
with open(work + "/large.bin", "wb") as out:
    for _ in range(1024):
        out.write(random.randbytes(1 << 20))
# 10,000 ordinary pictures, texts, programs and media of this system, about 1 GB; padded with copies of the picture
# where the system has fewer.
count = size = 0
seen = set()
for top in ("/usr/share", "/usr/lib", "/usr/bin"):
    for folder, _, names in os.walk(top):
        for name in names:
            path = os.path.join(folder, name)
            if count >= 9300 or os.path.islink(path) or not os.path.isfile(path):
                continue
            length = os.path.getsize(path)
            # Archives are left out: sheepdip unpacks them, a hash does not.
            if name.endswith((".gz", ".xz", ".bz2", ".zst", ".jar", ".zip", ".whl", ".jmod")):
                continue
            if length == 0 or length > 4_000_000 or (length < 20_000 and random.random() > 0.4):
                continue
            target = "%s/folder/%03d/%d-%s" % (work, count // 100, count, name)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copyfile(path, target)
            count += 1
            size += length
picture = open(work + "/photo.png", "rb").read()
while count < 10_000 or size < 1_000_000_000 and count < 10_400:
    target = "%s/folder/%03d/%d-photo.png" % (work, count // 100, count)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    open(target, "wb").write(picture)
    count += 1
    size += len(picture)
print(count, "files,", size // 1_000_000, "MB")
PY
fi
[ -x "$work/bare" ] || { echo 'fn main() {}' > "$work/bare.rs"; rustc -O -C strip=symbols -o "$work/bare" "$work/bare.rs"; }

echo "== one PNG of 1 MB: sheepdip, file, a bare Rust process, openssl's hash"
# The loader and its relocations are a quarter of the time of a small file: linked statically, sheepdip starts sooner.
static=()
if [ -n "${STATIC:-}" ]; then
  CARGO_TARGET_DIR=$work/static cargo rustc --release --locked --quiet --bin sheepdip -- -C target-feature=+crt-static
  static=("$work/static/release/sheepdip $work/photo.png")
fi
# Of the compiler's library only the unwinder is needed, but where it is loaded it asks the processor at every start what it
# can do, which takes a tenth of a millisecond in a virtual machine. Linked in, it is not loaded.
hyperfine -N -i --warmup 20 --runs 200 "$sheepdip $work/photo.png" "${static[@]}" "file $work/photo.png" "$work/bare" \
  "openssl dgst -sha256 $work/photo.png"

echo "== a folder of 10,000 files"
hyperfine -i --warmup 1 --runs 5 "$sheepdip -q $work/folder" \
  "find $work/folder -type f -print0 | xargs -0 -P\"\$(nproc)\" -n 64 openssl dgst -sha256"

echo "== one file of 1 GB"
hyperfine -N -i --warmup 1 --runs 5 "$sheepdip $work/large.bin" "openssl dgst -sha256 $work/large.bin"

echo "== peak memory (KB): one picture, the folder, the large file"
for sample in photo.png folder large.bin; do
  /usr/bin/time -f "%M  $sample" "$sheepdip" -q "$work/$sample" >/dev/null || true
done

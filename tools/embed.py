#!/usr/bin/env python3
"""Puts files inside the program, as C tables over bytes that the assembler includes.

  embed.py migrations OUT.c FILE.sql …
  embed.py programmes OUT.c FILE.json …
  embed.py catalogues OUT.c OUT.S FILE.mo …
  embed.py assets OUT.c OUT.S DEPFILE SOURCE_DIR OPENAPI SCHEMA   builds the web applications first
  embed.py no-assets OUT.c OUT.S OPENAPI SCHEMA              only the descriptions
"""

import gzip
import hashlib
import os
import pathlib
import subprocess
import sys

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".png": "image/png",
    ".ico": "image/x-icon",
}
PACKED_ALREADY = {".woff2", ".png"}
SOURCES = {".ts", ".tsx", ".css", ".html", ".mjs", ".svg", ".po", ".json"}


def c_text(text):
    """A C string literal, a line of source a line of text."""
    lines = text.replace("\\", "\\\\").replace('"', '\\"').split("\n")
    return "\n    ".join(f'"{line}\\n"' for line in lines)


def migrations(out, files):
    rows = []
    for number, path in enumerate(sorted(map(pathlib.Path, files)), 1):
        name = path.stem
        if int(name[:4]) != number:
            sys.exit(f"{path}: migrations are numbered without gaps from 0001")
        rows.append(f'    {{"{name}",\n    {c_text(path.read_text())}}},\n')
    body = "".join(rows)
    pathlib.Path(out).write_text(
        '#include "store/migrations.h"\n\n'
        f"const struct migration migrations[] = {{\n{body}}};\n"
        f"const size_t migration_count = {len(rows)};\n"
    )


def programmes(out, files):
    rows = []
    for path in sorted(files):
        text = pathlib.Path(path).read_text()
        rows.append(f"    {{{c_text(text)}, {len(text.encode()) + 1}}},\n")
    body = "".join(rows)
    pathlib.Path(out).write_text(
        '#include "embedded.h"\n\n'
        f"const struct str embedded_programmes[] = {{\n{body}}};\n"
        f"const size_t embedded_programme_count = {len(rows)};\n"
    )


def incbin(symbols):
    """Assembler source that includes each file's bytes under its symbol."""
    lines = ['    .section .rodata\n', '    .section .note.GNU-stack,"",%progbits\n', "    .section .rodata\n"]
    for symbol, path in symbols:
        lines.append(
            f"    .balign 16\n    .globl {symbol}\n{symbol}:\n"
            f'    .incbin "{path}"\n    .byte 0\n'
        )
    return "".join(lines)


def catalogues(out, assembly, files):
    symbols, rows, declared = [], [], []
    for path in sorted(map(pathlib.Path, files)):
        symbol = f"catalogue_{path.stem}"
        symbols.append((symbol, path.resolve()))
        declared.append(f"extern const unsigned char {symbol}[];\n")
        rows.append(f'    {{"{path.stem}", {symbol}, {path.stat().st_size}}},\n')
    pathlib.Path(assembly).write_text(incbin(symbols))
    pathlib.Path(out).write_text(
        '#include "base/embedded.h"\n\n' + "".join(declared) +
        "\nconst struct embedded_catalogue embedded_catalogues[] = {\n" + "".join(rows) +
        f"}};\nconst size_t embedded_catalogue_count = {len(rows)};\n"
    )


def packed(path, store):
    """The bodies of a file: plain, and gzip and brotli where they are smaller."""
    plain = path.read_bytes()
    bodies = {"plain": plain}
    if path.suffix not in PACKED_ALREADY:
        bodies["gzip"] = gzip.compress(plain, 9, mtime=0)
        bodies["brotli"] = subprocess.run(
            ["brotli", "-q", "11", "-c", str(path)], check=True, stdout=subprocess.PIPE
        ).stdout
    digest = hashlib.sha256(plain).hexdigest()[:16]
    result = {}
    for kind, body in bodies.items():
        if kind != "plain" and len(body) >= len(plain):
            continue
        kept = store / f"{digest}.{kind}"
        kept.write_bytes(body)
        result[kind] = (f"asset_{digest}_{kind}", kept.resolve(), len(body))
    return digest, result


def asset_tables(out, assembly, files, store):
    store.mkdir(parents=True, exist_ok=True)
    symbols, rows = {}, []
    for url, path in files:
        digest, bodies = packed(path, store)
        row = [f'"{url}"', f'"{TYPES[path.suffix]}"', f'"\\"{digest}\\""']
        for kind in ("plain", "gzip", "brotli"):
            if kind in bodies:
                symbol, kept, size = bodies[kind]
                symbols[symbol] = kept
                row.append(f"{{{symbol}, {size}}}")
            else:
                row.append("{NULL, 0}")
        rows.append("    {" + ", ".join(row) + "},\n")
    pathlib.Path(assembly).write_text(incbin(symbols.items()))
    pathlib.Path(out).write_text(
        '#include "assets.h"\n\n' +
        "".join(f"extern const unsigned char {symbol}[];\n" for symbol in symbols) +
        "\nconst struct asset assets[] = {\n" + "".join(rows) +
        f"}};\nconst size_t asset_count = {len(rows)};\n"
    )


def described(openapi, schema):
    """What describes the API, and programme files."""
    return [("/openapi.json", pathlib.Path(openapi)), ("/programme-1.json", pathlib.Path(schema))]


def assets(out, assembly, depfile, source, openapi, schema):
    work = pathlib.Path(out).resolve().parent / "web"
    built = work / "site"
    environment = dict(os.environ, VARDE_WEB_OUT=str(built))
    done = subprocess.run(
        ["npm", "run", "--silent", "build"], cwd=source, env=environment,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode:
        sys.exit(done.stdout)
    files = described(openapi, schema)
    files += [("/" + str(p.relative_to(built)), p) for p in sorted(built.rglob("*"))
              if p.is_file() and p.suffix in TYPES]
    asset_tables(out, assembly, files, work / "packed")
    root = pathlib.Path(source)
    sources = [root / "vite.config.ts", root / "package-lock.json"]
    sources += [p for folder in ("web", "po") for p in sorted((root / folder).rglob("*"))
                if p.suffix in SOURCES and "node_modules" not in p.parts]
    escaped = " ".join(str(p).replace(" ", "\\ ") for p in sources)
    pathlib.Path(depfile).write_text(f"{out}: {escaped}\n")


def no_assets(out, assembly, openapi, schema):
    store = pathlib.Path(out).resolve().parent / "packed"
    asset_tables(out, assembly, described(openapi, schema), store)


def main():
    kind, *rest = sys.argv[1:]
    if kind == "migrations":
        migrations(rest[0], rest[1:])
    elif kind == "programmes":
        programmes(rest[0], rest[1:])
    elif kind == "catalogues":
        catalogues(rest[0], rest[1], rest[2:])
    elif kind == "assets":
        assets(*rest)
    elif kind == "no-assets":
        no_assets(*rest)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()

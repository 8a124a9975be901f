#!/usr/bin/env python3
"""Checks that the #include lines of a source tree keep to the rooms: app -> widgets -> client -> protocol <- server <- app.

include_direction.py TREE [--qt-widgets FOLDER]: FOLDER holds Qt's widget headers, to know them by name. Without it only
includes written <QtWidgets/...> are known.
"""

import argparse
import pathlib
import re
import sys

# What each room may include besides itself.
ARROWS = {
    "protocol": (),
    "client": ("protocol",),
    "widgets": ("client", "protocol"),
    "server/net": ("server/base", "protocol"),
    "server/store": ("server/base", "protocol"),
    "server/broadcast": ("server/net", "server/store", "server/base", "protocol"),
    "server/http": ("server/net", "server/broadcast", "server/store", "server/base", "protocol"),
    "server": ("server/http", "server/broadcast", "server/net", "server/store", "server/base", "protocol"),
    "server/base": ("protocol",),
    "app/desktop": ("app", "widgets", "client", "server", "server/base", "protocol"),
    "app": ("app/desktop", "widgets", "client", "server", "server/base", "protocol"),
}
WITH_WIDGETS = ("widgets", "app/desktop")
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)', re.MULTILINE)


def includes_of(path):
    return [(own, system) for own, system in INCLUDE.findall(path.read_text(encoding="utf-8"))]


def room_of(tree, name):
    """The innermost room that holds the file; those in server/ itself that know no room in it are its base."""
    parts = name.split("/")
    inner = "/".join(parts[:2])
    if inner in ARROWS:
        return inner
    if parts[0] == "server" and not any(own.startswith("server/") and own.count("/") > 1
                                        for own, _ in includes_of(tree / name)):
        return "server/base"
    return parts[0]


def wrong_includes(tree, name, widget_headers):
    room = room_of(tree, name)
    for own, system in includes_of(tree / name):
        if own:
            if own.endswith(".moc"):
                continue
            if not (tree / own).is_file():
                yield f'"{own}" does not start at the root'
                continue
            target = room_of(tree, own)
            if target != room and target not in ARROWS[room]:
                yield f'"{own}": {room} must not know {target}'
        elif room not in WITH_WIDGETS and (system.startswith("QtWidgets") or system in widget_headers):
            yield f"<{system}>: {room} must not know Qt Widgets"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tree", type=pathlib.Path)
    parser.add_argument("--qt-widgets", type=pathlib.Path)
    arguments = parser.parse_args()
    tree = arguments.tree
    widget_headers = {path.name for path in arguments.qt_widgets.iterdir()} if arguments.qt_widgets else set()
    files = [path.relative_to(tree).as_posix()
             for room in sorted({room.split("/")[0] for room in ARROWS})
             for path in sorted((tree / room).rglob("*"))
             if path.suffix in (".h", ".cpp")]
    if not files:
        sys.exit(f"{tree} holds no sources")
    wrong = [f"{name}: {reason}" for name in files for reason in wrong_includes(tree, name, widget_headers)]
    print("\n".join(wrong) or f"{len(files)} files, every include points the right way")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()

"""Shows include_direction.py good and bad trees. Run: include_direction_test.py TOOL"""

import pathlib
import subprocess
import sys
import tempfile
import unittest

TOOL = sys.argv.pop()

GOOD = {
    "protocol/id.h": "#include <QString>\n",
    "client/model.h": '#include "protocol/id.h"\n#include <QAbstractTableModel>\n',
    "widgets/window.cpp": '#include "client/model.h"\n#include <QWidget>\n#include "window.moc"\n',
    "server/config.h": '#include "protocol/id.h"\n',
    "server/thread.cpp": '#include "server/http/route.h"\n',
    "server/store/store.h": '#include "server/config.h"\n',
    "server/broadcast/hub.h": '#include "server/store/store.h"\n',
    "server/http/route.h": '#include "server/broadcast/hub.h"\n#include "server/store/store.h"\n',
    "app/desktop/app.cpp": '#include "widgets/window.cpp"\n#include <QApplication>\n',
    "app/main.cpp": '#include "server/thread.cpp"\n#include "client/model.h"\n',
}


def check(files):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in files.items():
            path = root / "tree" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        headers = root / "QtWidgets"
        headers.mkdir()
        for name in ("QWidget", "QApplication"):
            (headers / name).touch()
        return subprocess.run([sys.executable, TOOL, str(root / "tree"), "--qt-widgets", str(headers)],
                              capture_output=True, text=True)


class IncludeDirection(unittest.TestCase):
    def refuses(self, name, include, reason):
        result = check(GOOD | {name: f"#include {include}\n"})
        self.assertEqual(result.returncode, 1, result.stdout)
        self.assertIn(f"{name}: {include}", result.stdout)
        self.assertIn(reason, result.stdout)

    def test_a_good_tree_passes(self):
        result = check(GOOD)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)

    def test_protocol_knows_nobody(self):
        self.refuses("protocol/x.cpp", '"client/model.h"', "protocol must not know client")
        self.refuses("protocol/x.cpp", '"server/config.h"', "protocol must not know server/base")

    def test_client_and_server_do_not_know_each_other(self):
        self.refuses("client/x.cpp", '"server/config.h"', "client must not know server/base")
        self.refuses("server/http/x.cpp", '"client/model.h"', "server/http must not know client")

    def test_nothing_points_up(self):
        self.refuses("client/x.h", '"widgets/window.cpp"', "client must not know widgets")
        self.refuses("widgets/x.h", '"app/main.cpp"', "widgets must not know app")

    def test_the_window_does_not_reach_into_the_server(self):
        self.refuses("widgets/x.cpp", '"server/store/store.h"', "widgets must not know server/store")

    def test_the_rooms_of_the_server_are_ordered(self):
        self.refuses("server/store/x.cpp", '"server/broadcast/hub.h"', "must not know server/broadcast")
        self.refuses("server/broadcast/x.cpp", '"server/http/route.h"', "must not know server/http")
        self.refuses("server/store/x.cpp", '"server/thread.cpp"', "server/store must not know server")

    def test_qt_widgets_only_in_the_window(self):
        self.refuses("client/x.cpp", "<QWidget>", "client must not know Qt Widgets")
        self.refuses("app/x.cpp", "<QApplication>", "app must not know Qt Widgets")
        self.refuses("server/http/x.cpp", "<QtWidgets/QWidget>", "must not know Qt Widgets")

    def test_includes_start_at_the_root(self):
        self.refuses("client/x.cpp", '"model.h"', "does not start at the root")

    def test_an_empty_tree_is_no_success(self):
        self.assertNotEqual(check({}).returncode, 0)


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: Apache-2.0
"""Each rule must find what it is for, and leave alone what is right."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import house_rules  # noqa: E402
import include_rules  # noqa: E402
import sources  # noqa: E402
import text_rules  # noqa: E402

TAG = "// SPDX-License-Identifier: Apache-2.0\n"


def rules_of(found):
    return [each.rule for each in found]


class Masking(unittest.TestCase):
    def test_comments_and_literals_are_blanked_in_place(self):
        text = 'int a; // sleep(1)\nauto s = "[=]"; /* x\ny */ char c = \'{\'; int n = 1\'000;\n'
        code = sources.masked(text)
        self.assertEqual(len(code), len(text))
        self.assertEqual(code.count("\n"), text.count("\n"))
        for gone in ("sleep", "[=]", "x\n", "{"):
            self.assertNotIn(gone, code)
        self.assertIn("1'000", code)

    def test_raw_strings_may_hold_quotes_and_braces(self):
        code = sources.masked('auto s = R"x(a " } )" { )x"; int b;')
        self.assertNotIn("}", code)
        self.assertIn("int b;", code)


class Functions(unittest.TestCase):
    def lengths(self, text):
        return {each.name: each.length for each in sources.functions(text)}

    def test_only_outermost_bodies_count(self):
        text = ("namespace a {\nclass b {\npublic:\n  b() : x_{1} {}\n  int get() const {\n"
                "    if (x_) {\n      return 1;\n    }\n    return 2;\n  }\n};\n"
                "template <class T>\nvoid f(T t) {\n  [t] { t(); }();\n}\n} // namespace a\n")
        lengths = self.lengths(text)
        self.assertEqual(lengths["get"], 6)
        self.assertEqual(lengths["f"], 3)

    def test_tables_and_enums_are_no_functions(self):
        text = "enum class e {\n  a,\n  b,\n};\nconstexpr int t[] = {\n  1,\n  2,\n};\n"
        self.assertEqual(self.lengths(text), {})

    def test_a_function_returning_a_struct_is_a_function(self):
        text = "struct point make(int x) {\n  return {x};\n}\n"
        self.assertEqual(self.lengths(text), {"make": 3})

    def test_long_functions_are_found(self):
        text = TAG + "void f() {\n" + "  g();\n" * 70 + "}\n"
        self.assertEqual(rules_of(text_rules.check_lengths({"runtime/query/a.cpp": text})),
                         ["function-length"])


class Includes(unittest.TestCase):
    def found(self, path, include):
        return rules_of(include_rules.check_includes({path: f"#include {include}\n"}))

    def test_the_picture(self):
        allowed = [("runtime/model/a.hpp", "runtime/base/b.hpp"),
                   ("runtime/storage/a.cpp", "runtime/codec/b.hpp"),
                   ("runtime/system/a.cpp", "runtime/messages/b.hpp"),
                   ("actors/sensors/a.cpp", "runtime/system/b.hpp"),
                   ("actors/sensors/a.cpp", "actors/requests/b.hpp"),
                   ("apps/plexusd/a.cpp", "transports/control/b.hpp"),
                   ("tests/actors/a.cpp", "apps/wiring/b.hpp")]
        refused = [("runtime/base/a.hpp", "runtime/model/b.hpp"),
                   ("runtime/query/a.cpp", "runtime/codec/b.hpp"),
                   ("runtime/storage/a.cpp", "runtime/query/b.hpp"),
                   ("runtime/messages/a.hpp", "runtime/system/b.hpp"),
                   ("runtime/model/a.hpp", "tests/support/b.hpp"),
                   ("actors/sensors/a.cpp", "transports/control/b.hpp"),
                   ("transports/http/a.cpp", "transports/xmpp/b.hpp"),
                   ("apps/plexusd/a.cpp", "tests/support/b.hpp")]
        for path, target in allowed:
            self.assertEqual(self.found(path, f'"{target}"'), [], (path, target))
        for path, target in refused:
            self.assertEqual(self.found(path, f'"{target}"'), ["include-picture"], (path, target))

    def test_paths_start_at_the_root(self):
        self.assertEqual(self.found("runtime/query/a.cpp", '"window.hpp"'), ["include-root"])

    def test_fences(self):
        allowed = [("runtime/query/a.cpp", "sqlite3.h"), ("runtime/system/a.hpp", "caf/actor.hpp"),
                   ("runtime/storage/lmdb_store.cpp", "lmdb.h"), ("tests/x/a.cpp", "lmdb.h"),
                   ("runtime/config/a.cpp", "toml++/toml.h"), ("runtime/query/a.hpp", "vector"),
                   ("runtime/codec/a.cpp", "nlohmann/json.hpp")]
        refused = [("runtime/query/a.hpp", "sqlite3.h"), ("runtime/query/a.cpp", "caf/actor.hpp"),
                   ("runtime/storage/chunk.cpp", "lmdb.h"), ("actors/a.cpp", "catch2/catch.hpp"),
                   ("runtime/config/a.hpp", "pugixml.hpp"), ("actors/a.cpp", "CLI/CLI.hpp"),
                   ("runtime/storage/a.cpp", "nlohmann/json.hpp")]
        for path, target in allowed:
            self.assertEqual(self.found(path, f"<{target}>"), [], (path, target))
        for path, target in refused:
            self.assertEqual(self.found(path, f"<{target}>"), ["fence"], (path, target))


class Bans(unittest.TestCase):
    CASES = {
        "no-capture-all": ("auto f = [=] { return x; };", "auto f = [x] { return x; };"),
        "no-sleep": ("std::this_thread::sleep_for(1s);", "worker.sleep();"),
        "no-wall-clock": ("auto t = std::chrono::steady_clock::now();", "auto t = clock.now();"),
        "no-unsafe-sync": ("mdb_env_open(e, p, MDB_NOSYNC, 0);", "mdb_env_open(e, p, 0, 0);"),
        "no-using-std": ("using namespace std;", "using namespace std::chrono_literals;"),
        "no-foreign-random": ("std::mt19937 g;", "operand(1);"),
        "no-printing": ('std::printf("x");', 'std::snprintf(b, 9, "x");'),
        "no-swallowing": ("try { f(); } catch (...) {\n}", "try { f(); } catch (...) { g(); }"),
        "no-singleton": ("static log& instance();", "log& first();"),
        "no-assert": ("assert(x);", "static_assert(x); PLEXUS_ASSERT(x);"),
        "no-ato": ("int n = atoi(s);", "int n = tomato(s);"),
        "no-infinite": ("self->request(a, caf::infinite, b);", "bool infinite = x;"),
        "no-getenv": ('std::getenv("HOME");', "settings.home();"),
        "no-caf-all": ("#include <caf/all.hpp>", "#include <caf/actor.hpp>"),
        "todo-id": ("// TODO: later", "// TODO(plan-7): later"),
    }

    def test_each_ban_finds_its_case_and_nothing_else(self):
        for rule, (bad, good) in self.CASES.items():
            path = "runtime/query/a.cpp"
            self.assertIn(rule, rules_of(text_rules.check_bans({path: bad + "\n"})), bad)
            self.assertEqual(rules_of(text_rules.check_bans({path: good + "\n"})), [], good)

    def test_comments_and_strings_are_no_calls(self):
        text = '// std::printf("x")\nauto s = "std::rand()"; /* [=] */\n'
        self.assertEqual(text_rules.check_bans({"runtime/query/a.cpp": text}), [])

    def test_the_message_says_what_to_write_instead(self):
        found = text_rules.check_bans({"runtime/query/a.cpp": "int n = atoi(s);\n"})
        self.assertIn("from_chars", found[0].message)

    def test_exempt_files(self):
        text = "auto t = std::chrono::system_clock::now();\n"
        self.assertEqual(text_rules.check_bans({"runtime/base/clock.cpp": text}), [])


class Texts(unittest.TestCase):
    def test_licence_and_header_form(self):
        good = TAG + "// What it is for.\n#pragma once\n\nnamespace plexus::query {}\n"
        self.assertEqual(text_rules.check_licence({"runtime/query/a.hpp": good}), [])
        found = text_rules.check_licence({"runtime/query/a.hpp": "int a;\n"})
        self.assertEqual(sorted(rules_of(found)), ["header-paragraph", "licence", "pragma-once"])

    def test_namespaces_repeat_the_folder(self):
        def check(path, name):
            return rules_of(text_rules.check_namespaces({path: f"namespace {name} {{\n}}\n"}))
        self.assertEqual(check("runtime/base/a.hpp", "plexus"), [])
        self.assertEqual(check("runtime/query/a.hpp", "plexus::query"), [])
        self.assertEqual(check("runtime/query/a.hpp", "plexus::model"), ["namespace"])
        self.assertEqual(check("actors/sensors/a.hpp", "plexus::actors"), [])
        self.assertEqual(check("transports/control/a.hpp", "plexus::control"), [])

    def test_lines_and_files_have_ends(self):
        long_line = {"runtime/query/a.hpp": "// " + "x" * 100 + "\n"}
        self.assertEqual(rules_of(text_rules.check_lengths(long_line)), ["line-length"])
        long_file = {"runtime/query/a.hpp": "int a;\n" * 801}
        self.assertEqual(rules_of(text_rules.check_lengths(long_file)), ["file-length"])

    def test_paths_of_one_machine(self):
        found = text_rules.check_paths({"docs/a.md": "see /" + "home/anna/x\n"})
        self.assertEqual(rules_of(found), ["absolute-path"])
        self.assertEqual(text_rules.check_paths({"docs/a.md": "https://x.org/work/a\n"}), [])

    def test_rooms_have_names(self):
        self.assertEqual(rules_of(text_rules.check_paths({"runtime/utils/a.hpp": ""})),
                         ["room-name"])


class House(unittest.TestCase):
    def test_sources_have_tests_of_the_same_stem(self):
        files = {"runtime/query/a.cpp": "", "tests/runtime/query/b.test.cpp": ""}
        self.assertEqual(rules_of(house_rules.check_tests(files)), ["same-stem-test"] * 2)
        files = {"runtime/query/a.cpp": "", "tests/runtime/query/a.test.cpp": ""}
        self.assertEqual(house_rules.check_tests(files), [])

    def test_the_list_of_exceptions_only_shrinks(self):
        listed = {house_rules.WITHOUT_TEST: "\n".join(
            f"runtime/query/x{i}.cpp" for i in range(house_rules.WITHOUT_TEST_MAX + 1))}
        self.assertIn("without-test", rules_of(house_rules.check_tests(listed)))

    def test_rooms_say_what_they_are_for(self):
        files = {"runtime/query/CMakeLists.txt": "plexus_room(query)\n"}
        self.assertEqual(rules_of(house_rules.check_rooms(files)), ["room-readme"])
        files["runtime/query/README.md"] = "a\n" * 6
        self.assertEqual(rules_of(house_rules.check_rooms(files)), ["room-readme"])
        files["runtime/query/README.md"] = "a\n" * 5
        self.assertEqual(house_rules.check_rooms(files), [])

    def test_a_header_and_its_source_are_one_entry(self):
        files = {f"runtime/query/a{i}{end}": "" for i in range(25) for end in (".hpp", ".cpp")}
        self.assertEqual(house_rules.check_folders(files), [])
        files["runtime/query/one_more.cpp"] = ""
        self.assertEqual(rules_of(house_rules.check_folders(files)), ["folder-size"])

    def test_the_error_page_equals_the_enum(self):
        header = "enum class errc {\n  first = 1,\n  second_one = 2,\n};\n"
        text = "one two three four five six seven eight\n"
        page = f"### 1 first\n{text}\n### 2 second-one\n{text}"
        files = {"runtime/base/errc.hpp": header, "docs/errors.md": page}
        self.assertEqual(house_rules.check_errors_page(files), [])
        for broken in (page.replace("second-one", "other"), page.replace("### 2", "### 3"),
                       page.replace(text, "short\n"), ""):
            files["docs/errors.md"] = broken
            self.assertIn("errors-page", rules_of(house_rules.check_errors_page(files)), broken)

    def test_decision_records_have_one_form(self):
        record = ("# T\n\n## Context\n\nx\n\n## Decision\n\nx\n\n## Rejected options\n\nx\n\n"
                  "## Consequences\n\nx\n")
        check = house_rules.check_decision_records
        self.assertEqual(check({"docs/adr/0001-a-title.md": record}), [])
        self.assertEqual(rules_of(check({"docs/adr/0002-a-title.md": record})),
                         ["decision-record"])
        self.assertEqual(rules_of(check({"docs/adr/0001-a-title.md": "# T\n"})),
                         ["decision-record"] * 4)
        self.assertEqual(rules_of(check({"docs/adr/title.md": record})), ["decision-record"])

    def test_links_lead_somewhere(self):
        files = {"docs/a.md": "[b](b.md) [c](../runtime/query) [w](https://x.org)", "docs/b.md": "",
                 "runtime/query/a.cpp": ""}
        self.assertEqual(house_rules.check_links(files), [])
        files["docs/a.md"] = "[b](gone.md)"
        self.assertEqual(rules_of(house_rules.check_links(files)), ["dead-link"])

    def test_plugins_have_sample_settings(self):
        files = {"runtime/plugins/builtin/free_disk_space_plugin.hpp": ""}
        self.assertEqual(rules_of(house_rules.check_sample_settings(files)), ["sample-settings"])
        files["configs/plugins/free-disk-space.sample.toml"] = ""
        self.assertEqual(house_rules.check_sample_settings(files), [])


if __name__ == "__main__":
    unittest.main()

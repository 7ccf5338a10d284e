#include "runner/json_text.h"

#include <gtest/gtest.h>

#include <string>

namespace wfx {
namespace {

// "LINE: message" of the error that parsing `text` ends with.
std::string ErrorOf(const std::string& text) {
  try {
    ParseJson(text, "x.json");
  } catch (const JsonError& error) {
    EXPECT_EQ(error.what(), "x.json:" + std::to_string(error.line) + ": " + error.message);
    return std::to_string(error.line) + ": " + error.message;
  }
  return "no error";
}

TEST(ParseJson, KnowsTheLineOfEveryValue) {
  const JsonNode root = ParseJson(
      "{\n"
      "  \"a\": 1,\n"
      "  \"b\":\n"
      "    [10,\n"
      "     20\n"
      "    ,\n"
      "     \"x\", {\"c\": null}],\n"
      "  \"d\": -1.5\n"
      "}\n",
      "x.json");
  ASSERT_EQ(root.kind, JsonNode::Kind::kObject);
  EXPECT_EQ(root.line, 1);
  EXPECT_EQ(root.member_lines, (std::vector<int>{2, 3, 8}));
  EXPECT_EQ(root.Find("a")->line, 2);
  const JsonNode& list = *root.Find("b");
  EXPECT_EQ(list.line, 4);
  ASSERT_EQ(list.items.size(), 4u);
  EXPECT_EQ(list.items[0].line, 4);
  EXPECT_EQ(list.items[1].line, 5);
  EXPECT_EQ(list.items[2].line, 7);
  EXPECT_EQ(list.items[3].Find("c")->line, 7);
  EXPECT_EQ(root.Find("d")->line, 8);
  EXPECT_EQ(root.Find("e"), nullptr);
}

TEST(ParseJson, KeepsIntegersWhole) {
  const JsonNode root =
      ParseJson("[9223372036854775807, 18446744073709551615, -9223372036854775808, 0]", "x");
  EXPECT_EQ(root.items[0].AsInteger("x"), 9223372036854775807);
  EXPECT_EQ(root.items[0].AsUnsigned("x"), 9223372036854775807u);
  EXPECT_EQ(root.items[1].AsUnsigned("x"), 18446744073709551615u);
  EXPECT_EQ(root.items[2].AsInteger("x"), INT64_MIN);
  EXPECT_EQ(root.items[3].AsInteger("x"), 0);
  EXPECT_EQ(root.items[3].AsUnsigned("x"), 0u);
  EXPECT_THROW(root.items[1].AsInteger("x"), JsonError);
  EXPECT_THROW(root.items[2].AsUnsigned("x"), JsonError);
}

TEST(ParseJson, AcceptsAByteOrderMark) {
  EXPECT_EQ(ParseJson("\xEF\xBB\xBF{\"a\": true}", "x").Find("a")->line, 1);
}

TEST(ParseJson, CountsLinesThatEndInCarriageReturnAndLineFeed) {
  EXPECT_EQ(ParseJson("{\r\n\"a\":\r\n7\r\n}\r\n", "x").Find("a")->line, 3);
}

TEST(ParseJson, ReadsASingleValue) {
  EXPECT_EQ(ParseJson("\n5", "x").line, 2);
  EXPECT_EQ(ParseJson("\n5\n\n", "x").line, 2);
  EXPECT_EQ(ParseJson("\"\\u00e9\"", "x").string, "\xC3\xA9");
}

TEST(ParseJson, SaysWhatIsWrong) {
  EXPECT_EQ(ErrorOf(""), "1: the file is empty; expected a JSON value");
  EXPECT_EQ(ErrorOf("\n \n"), "3: the file is empty; expected a JSON value");
  EXPECT_EQ(ErrorOf("\xFF\xFE{"), "1: the file is UTF-16; save it as UTF-8");
  EXPECT_EQ(ErrorOf("{\n\"a\": 1,\n}"), "3: a comma stands before the closing '}'; remove it");
  EXPECT_EQ(ErrorOf("[1,\n2,]"), "2: a comma stands before the closing ']'; remove it");
  EXPECT_EQ(ErrorOf("[1,,2]"), "1: found ',' where a value was expected");
  EXPECT_EQ(ErrorOf("[,]"), "1: found ',' where a value or ']' was expected");
  EXPECT_EQ(ErrorOf("{\n\"a\" 1}"), "2: found '1' where ':' after the key \"a\" was expected");
  EXPECT_EQ(ErrorOf("{\n\"a\": }"), "2: found '}' where a value for \"a\" was expected");
  EXPECT_EQ(ErrorOf("{\n\"a\": 1\n\"b\": 2}"), "3: found \"b\" where ',' or '}' was expected");
  EXPECT_EQ(ErrorOf("{\"a\": {}\n\"b\": 2}"), "2: found \"b\" where ',' or '}' was expected");
  EXPECT_EQ(ErrorOf("[1\n2]"), "2: found '2' where ',' or ']' was expected");
  EXPECT_EQ(ErrorOf("{5: 1}"), "1: found '5' where a key in double quotes or '}' was expected");
  EXPECT_EQ(ErrorOf("{a: 1}"), "1: found 'a' where a key in double quotes or '}' was expected");
  EXPECT_EQ(ErrorOf("{\"b\": 1, a: 1}"), "1: found 'a' where a key in double quotes was expected");
  EXPECT_EQ(ErrorOf("{} {}"), "1: found '{' where the end of the file was expected");
  EXPECT_EQ(ErrorOf("5\n6"), "2: found '6' where the end of the file was expected");
  EXPECT_EQ(ErrorOf("{\n\"a\": [\n1,\n"),
            "4: the file ends inside the list that begins in line 2; a ']' is missing");
  EXPECT_EQ(ErrorOf("{\n\"a\""),
            "2: the file ends inside the object that begins in line 1; a '}' is missing");
  EXPECT_EQ(ErrorOf("{ // why\n}"), "1: comments are not JSON; remove this one");
  EXPECT_EQ(ErrorOf("{'a': 1}"), "1: text stands in double quotes in JSON, not in single ones");
  EXPECT_EQ(ErrorOf("[007]"), "1: a number begins with 0; write it without");
  EXPECT_EQ(ErrorOf("[4 KiB]"), "1: found 'KiB' where ',' or ']' was expected");
  EXPECT_EQ(ErrorOf("[+4]"),
            "1: '+4' is not a JSON number; quantities such as \"4 KiB\" stand in double quotes");
  EXPECT_EQ(ErrorOf("[1e999]"),
            "1: '1e999' is not a JSON number; quantities such as \"4 KiB\" stand in double quotes");
  EXPECT_EQ(ErrorOf("1."),
            "1: '1.' is not a JSON number; quantities such as \"4 KiB\" stand in double quotes");
  EXPECT_EQ(ErrorOf("{\"a\":\nTrue}"),
            "2: 'True' is not a JSON value; text stands in double quotes, and the words are true, "
            "false and null");
  EXPECT_EQ(ErrorOf("{\"a\": \"b\n\"}"),
            "1: this text is not closed by a double quote in its line");
  EXPECT_EQ(ErrorOf("{\"a\": \"b"), "1: this text is not closed by a double quote in its line");
  EXPECT_EQ(ErrorOf("{\"a\": \"b\tc\"}"),
            "1: a control character stands in this text; write it as \\u00XX or \\t");
  EXPECT_EQ(ErrorOf("[\n\"C:\\data\"]"),
            "2: \\d is no JSON escape here; a backslash itself is written \\\\");
  EXPECT_EQ(ErrorOf("[\"\\u12G4\"]"),
            "1: \\u is no JSON escape here; a backslash itself is written \\\\");
  EXPECT_EQ(ErrorOf("[\"\xC3(\"]"), "1: this text is not valid UTF-8");
  EXPECT_EQ(ErrorOf("[\"\xC3\"]"), "1: this text is not valid UTF-8");
  EXPECT_EQ(ErrorOf("[\x01]"),
            "1: found a character that is not JSON where a value or ']' was expected");
}

TEST(ParseJson, RefusesAKeyThatStandsTwice) {
  EXPECT_EQ(ErrorOf("{\"a\": 1,\n\"b\": 2,\n\"a\": 3}"),
            "3: key \"a\" stands twice in one object; the first is in line 1");
}

// The message of what `accessor` throws.
template <typename Accessor>
std::string MessageOf(Accessor accessor) {
  try {
    accessor();
  } catch (const JsonError& error) {
    return error.what();
  }
  return "no error";
}

TEST(ParseJson, SaysOnOneLineWhateverItQuotes) {
  EXPECT_EQ(ErrorOf(R"({"a\nb": 1, "a\nb": 2})"),
            R"(1: key "a\u000Ab" stands twice in one object; the first is in line 1)");
  const JsonNode node = ParseJson(R"({"a": "x\ny"})", "x");
  EXPECT_EQ(MessageOf([&] { node.GetInteger("a", "x"); }),
            R"(x:1: "a": expected a whole number, found the text "x\u000Ay")");
}

TEST(ParseJson, RefusesDeepNesting) {
  EXPECT_EQ(ErrorOf(std::string(100'000, '[')), "1: more than 64 values inside each other");
  EXPECT_NO_THROW(ParseJson(std::string(64, '[') + std::string(64, ']'), "x"));
}

TEST(JsonNode, AccessorsNameTheKeyAndWhatStandsThere) {
  const JsonNode root = ParseJson("{\n\"a\": \"x\",\n\"b\": 1.5,\n\"c\": -1, \"d\": true}", "f");
  EXPECT_EQ(root.GetString("a", "f"), "x");
  EXPECT_EQ(root.GetNumber("b", "f"), 1.5);
  EXPECT_EQ(root.GetNumber("c", "f"), -1);
  EXPECT_EQ(root.GetInteger("c", "f"), -1);
  EXPECT_TRUE(root.GetBool("d", "f"));
  EXPECT_EQ(root.GetUnsigned("e", "f", 7), 7u);
  EXPECT_EQ(root.GetString("e", "f", "none"), "none");
  EXPECT_EQ(MessageOf([&] { root.GetInteger("a", "f"); }),
            "f:2: \"a\": expected a whole number, found the text \"x\"");
  EXPECT_EQ(MessageOf([&] { root.GetInteger("b", "f", 0); }),
            "f:3: \"b\": expected a whole number, found the number 1.5");
  EXPECT_EQ(MessageOf([&] { root.GetUnsigned("c", "f"); }),
            "f:4: \"c\": expected 0 or more, found the number -1");
  EXPECT_EQ(MessageOf([&] { root.GetString("d", "f"); }),
            "f:4: \"d\": expected a text, found true");
  EXPECT_EQ(MessageOf([&] { root.Get("e", "f"); }), "f:1: this object lacks the key \"e\"");
  EXPECT_EQ(MessageOf([&] { root.Get("a", "f").Get("z", "f"); }),
            "f:2: expected an object, found the text \"x\"");
  EXPECT_EQ(MessageOf([&] { root.GetItems("a", "f"); }),
            "f:2: \"a\": expected a list, found the text \"x\"");
}

}  // namespace
}  // namespace wfx

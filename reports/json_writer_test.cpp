#include "reports/json_writer.h"

#include <gtest/gtest.h>

#include <limits>

#include "runner/json_text.h"

namespace wfx {
namespace {

std::string Quoted(std::string_view text) {
  JsonWriter json;
  json.Value(text);
  return json.Take();
}

TEST(JsonWriter, PutsCommasBetweenItemsOnly) {
  JsonWriter json;
  json.Open('{');
  json.Member("a", 1);
  json.Key("b");
  json.Open('[');
  json.Value(true);
  json.Open('{');
  json.Close('}');
  json.Close(']');
  json.Member("c", std::vector<std::string>{"x", "y"});
  json.Close('}');
  EXPECT_EQ(json.text(), R"({"a": 1, "b": [true, {}], "c": ["x", "y"]})");
}

TEST(JsonWriter, EscapesWhatJsonForbids) {
  EXPECT_EQ(Quoted("a\"b\\c\nd\te\x01\x7F"), "\"a\\\"b\\\\c\\nd\\te\\u0001\x7F\"");
}

TEST(JsonWriter, KeepsUtf8) {
  for (const char* text : {"\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x92\xBE", "\xEF\xBF\xBF"})
    EXPECT_EQ(Quoted(text), "\"" + std::string(text) + "\"");
}

TEST(JsonWriter, ReplacesBytesThatAreNotUtf8) {
  for (const char* text :
       {"\xFF", "\xC3", "\xE9t", "\xED\xA0\x80", "\xC0\x80", "\xF4\x90\x80\x80"}) {
    const std::string quoted = Quoted(text);
    EXPECT_NE(quoted.find("\xEF\xBF\xBD"), quoted.npos) << quoted;
    EXPECT_NO_THROW(ParseJson(quoted, "quoted")) << quoted;
  }
}

TEST(JsonWriter, KeepsEveryDigitOfNumbers) {
  JsonWriter json;
  json.Open('[');
  json.Value(std::numeric_limits<std::uint64_t>::max());
  json.Value(std::numeric_limits<int>::min());
  json.Value(0.1);
  json.Value(std::numeric_limits<double>::infinity());
  json.Close(']');
  EXPECT_EQ(json.text(), "[18446744073709551615, -2147483648, 0.1, 0]");
}

}  // namespace
}  // namespace wfx

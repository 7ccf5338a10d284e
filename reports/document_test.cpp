#include "reports/document.h"

#include <gtest/gtest.h>

namespace wfx {
namespace {

std::string Markdown(const Span& words) {
  Document document;
  document.Add(Paragraph{words});
  return RenderMarkdown(document);
}

TEST(RenderMarkdown, AlignsTablesForTheEyeAndForGitHub) {
  Document document;
  document.Add(Table{{{"Name"}, {"n", true}}, {{Code("a|b"), "1"}, {"\xC3\xA9", "23"}}});
  EXPECT_EQ(RenderMarkdown(document),
            "| Name   |   n |\n"
            "| ------ | --: |\n"
            "| `a\\|b` |   1 |\n"
            "| \xC3\xA9      |  23 |\n");
}

TEST(RenderMarkdown, DataCannotBecomeMarks) {
  EXPECT_EQ(Markdown("a *b* <c> `d`\n# e"), "a \\*b\\* \\<c> \\`d\\` # e\n");
  EXPECT_EQ(Markdown(Code("x `y` z")), "`` x `y` z ``\n");
}

TEST(RenderText, HasNoMarks) {
  Document document;
  document.Add(Heading{1, "Title"});
  document.Add(Paragraph{{Strong("HELD"), ": ", Code("x")}});
  document.Add(Heading{3, "Part"});
  document.Add(List{{"one", "two"}});
  document.Add(Table{{{"A"}, {"n", true}}, {{"a", "10"}}});
  EXPECT_EQ(RenderText(document),
            "Title\n=====\nHELD: x\n\nPart\n  - one\n  - two\n\n  A   n\n  -  --\n  a  10\n");
}

}  // namespace
}  // namespace wfx

// Any bytes are JSON, or are refused with one line that names a line of the text.
#include <algorithm>
#include <string>

#include "runner/fuzz_claim.h"
#include "runner/json_text.h"

namespace wfx {
namespace {

// A value stands in its parent's first line or later, and no line is beyond the last.
void CheckLines(const JsonNode& node, int first, int last) {
  Claim(node.line >= first && node.line <= last, "a value stands in a line of the text");
  Claim(IsOneLine(node.Describe()) || node.kind == JsonNode::Kind::kString,
        "a description is one line");
  Claim(node.members.size() == node.member_lines.size(), "each key has a line");
  for (const JsonNode& item : node.items) CheckLines(item, node.line, last);
  for (std::size_t i = 0; i < node.members.size(); ++i) {
    Claim(node.member_lines[i] >= node.line, "a key stands inside its object");
    CheckLines(node.members[i].second, node.member_lines[i], last);
  }
}

}  // namespace
}  // namespace wfx

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // A copy of exactly this length: a sanitizer then sees every step beside it.
  const std::string text(wfx::TextOf(data, size));
  const int last = 1 + static_cast<int>(std::count(text.begin(), text.end(), '\n'));
  wfx::ClaimReadOrRefused(text, [&](const std::string& json) {
    wfx::CheckLines(wfx::ParseJson(json, "fuzz.json"), 1, last);
  });
  return 0;
}

// Decodes what is expected of contents: of a file, of a medium, of what was read.
#include <algorithm>

#include "runner/scenario/decode.h"
#include "runner/scenario/spelling.h"

namespace wfx {
namespace {

ExpectedRun DecodeRun(const JsonNode& node, Decoding& decoding) {
  using Origin = ContentRun::Origin;
  static constexpr std::string_view kRunKinds[] = {"fill", "zeros", "write", "other"};
  ExpectedRun run;
  const std::string kind = KindOf(node, "contents", kRunKinds, decoding);
  if (kind.empty()) return run;
  Fields fields(node, "contents", decoding.errors);
  if (kind == "write") {
    run.origin = Origin::kWrite;
    run.write = decoding.scope.Refer(fields, "write", {Role::kWrite, Role::kStore});
    run.length = fields.Size("length", 0, kMostDword, 0);
    run.from = fields.Size("from", 0, kMostDword, 0);
  } else {
    run.origin = kind == "fill" ? Origin::kFill : kind == "zeros" ? Origin::kZero : Origin::kOther;
    run.length = fields.Size(kind, 0, kMostBytes);
  }
  fields.Finish();
  return run;
}

std::vector<ExpectedRun> DecodeRuns(const JsonNode& list, Decoding& decoding) {
  std::vector<ExpectedRun> runs;
  for (const JsonNode& item : list.items) runs.push_back(DecodeRun(item, decoding));
  return runs;
}

void DecodeContents(Fields& fields, Decoding& decoding, ExpectFile& expect) {
  using Contents = ExpectFile::Contents;
  const JsonNode* contents = fields.Find("contents");
  if (contents != nullptr && contents->kind == JsonNode::Kind::kArray) {
    expect.contents = Contents::kRuns;
    expect.runs = DecodeRuns(*contents, decoding);
  } else if (contents != nullptr) {
    if (contents->string == "unchanged") {
      expect.contents = Contents::kUnchanged;
    } else if (contents->string == "any") {
      expect.contents = Contents::kAny;
    } else {
      fields.Wrong("contents", contents->line,
                   "expected \"unchanged\", \"any\" or a list such as [{\"fill\": 512}, "
                   "{\"write\": \"w\"}], found " +
                       contents->Describe());
    }
  }
}

}  // namespace

// With neither size nor contents it names the standing rule: the file holds what its successful
// writes left.
ExpectationItem DecodeExpectedFile(Fields& fields, Decoding& decoding) {
  ExpectFile expect;
  expect.file = decoding.scope.Refer(fields, "file", {Role::kFile});
  expect.size = fields.SizeIfAny("size", 0, kMostBytes);
  DecodeContents(fields, decoding, expect);
  return expect;
}

// A volume or disk that a write goes to; its size never changes.
ExpectationItem DecodeExpectedMedia(Fields& fields, Decoding& decoding) {
  ExpectFile expect;
  expect.file = fields.Choice<std::string>(
      "media", {{"volume", "volume"}, {"disk", "disk"}, {"raw_volume", "raw_volume"}});
  const bool opened = std::ranges::any_of(decoding.result.given, [&](const Given& given) {
    const auto* handle = std::get_if<GivenHandle>(&given.item);
    return handle != nullptr && handle->opens == expect.file;
  });
  if (!opened) fields.Wrong("media", "no given handle opens " + Quoted(expect.file));
  fields.Require("contents", "\"unchanged\", \"any\" or a list of runs");
  DecodeContents(fields, decoding, expect);
  return expect;
}

ExpectationItem DecodeExpectedRead(Fields& fields, Decoding& decoding) {
  ExpectRead expect;
  expect.read = decoding.scope.Refer(fields, "read", {Role::kRead});
  expect.bytes = fields.SizeIfAny("bytes", 0, kMostDword);
  expect.fails_with = DecodeErrors(fields, "fails_with");
  if (fields.Has("pending")) expect.pending = fields.Bool("pending", false);
  if (const JsonNode* contents = fields.Find("contents")) {
    if (contents->kind != JsonNode::Kind::kArray || contents->items.empty()) {
      fields.Wrong(
          "contents", contents->line,
          "expected a list such as [{\"write\": \"w\"}], found " +
              (contents->kind == JsonNode::Kind::kArray ? "an empty one" : contents->Describe()));
    } else {
      expect.contents = DecodeRuns(*contents, decoding);
    }
  }
  fields.AtLeastOne({"bytes", "fails_with", "pending", "contents"});
  return expect;
}

}  // namespace wfx

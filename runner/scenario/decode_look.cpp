// Decodes looks at files, and the steps that change what looks see.
#include "runner/scenario/decode_step.h"

namespace wfx {
namespace {

using LastWrite = ExpectLook::LastWrite;

// Takes the object: {"since": "w"}, {"same_as": "before"} or {"multiple_of": "time_step"}.
LastWrite DecodeRelation(const JsonNode& node, Decoding& decoding) {
  Fields fields(node, "last_write", decoding.errors);
  LastWrite legal;
  const auto way = fields.ExactlyOne({"since", "same_as", "multiple_of"});
  if (way == 0u) {
    legal = {LastWrite::Is::kSince, decoding.scope.Refer(fields, "since", {Role::kWrite})};
  } else if (way == 1u) {
    legal = {LastWrite::Is::kSameAs, decoding.scope.Refer(fields, "same_as", {Role::kLook})};
  } else if (way == 2u) {
    legal.is =
        fields.Choice<LastWrite::Is>("multiple_of", {{"time_step", LastWrite::Is::kWholeSteps}});
  }
  fields.Finish();
  return legal;
}

void DecodeLastWrite(Fields& fields, Decoding& decoding, ExpectLook& expect) {
  fields.Each("last_write", [&](const JsonNode& node) {
    if (node.kind == JsonNode::Kind::kObject) {
      expect.last_write.push_back(DecodeRelation(node, decoding));
    } else if (node.string == "unchanged") {
      expect.last_write.push_back({LastWrite::Is::kUnchanged, ""});
    } else {
      fields.Wrong("last_write", node.line,
                   "expected \"unchanged\", {\"since\": WRITE}, {\"same_as\": LOOK}, "
                   "{\"multiple_of\": \"time_step\"} or a list of them, found " +
                       node.Describe());
    }
  });
}

void DecodeAttributes(Fields& fields, Decoding& decoding, ExpectLook& expect) {
  const JsonNode* node = fields.Find("attributes");
  if (node == nullptr) return;
  if (node->kind != JsonNode::Kind::kObject) {
    return fields.Wrong(
        "attributes", node->line,
        "expected {\"has\": [...]} or {\"lacks\": [...]}, found " + node->Describe());
  }
  Fields inner(*node, "attributes", decoding.errors);
  expect.has = inner.Constants("has", {ConstantKind::kAttribute}, 0);
  expect.lacks = inner.Constants("lacks", {ConstantKind::kAttribute}, 0);
  inner.AtLeastOne({"has", "lacks"});
  inner.Finish();
}

void DecodeAllocated(Fields& fields, Decoding& decoding, ExpectLook& expect) {
  const JsonNode* node = fields.Find("allocated");
  if (node == nullptr) return;
  if (node->kind != JsonNode::Kind::kObject) {
    return fields.Wrong(
        "allocated", node->line,
        "expected {\"at_least\": BYTES, \"at_most\": BYTES}, found " + node->Describe());
  }
  Fields inner(*node, "allocated", decoding.errors);
  expect.allocated_at_least = inner.SizeIfAny("at_least", 0, kMostBytes);
  expect.allocated_at_most = inner.SizeIfAny("at_most", 0, kMostBytes);
  inner.AtLeastOne({"at_least", "at_most"});
  inner.Finish();
}

}  // namespace

StepAction DecodeLook(Fields& fields, Sequence& sequence, Step&) {
  return LookStep{sequence.scope().Refer(fields, "file", {Role::kFile})};
}

StepAction DecodeSetTime(Fields& fields, Sequence& sequence, Step&) {
  using To = SetTimeStep::To;
  SetTimeStep set;
  set.handle = sequence.scope().Refer(fields, "set_time", {Role::kHandle});
  constexpr std::string_view kForm = "\"freeze\", \"thaw\" or how long ago: \"30 min\"";
  const JsonNode* to = fields.Require("to", kForm);
  if (to == nullptr) return set;
  const bool is_time =
      !to->string.empty() && to->string.front() >= '0' && to->string.front() <= '9';
  if (to->string == "freeze" || to->string == "thaw") {
    set.to = to->string == "freeze" ? To::kFreeze : To::kThaw;
  } else if (is_time) {
    set.ago = fields.Time("to", "0 s");
  } else {
    fields.Wrong("to", to->line, "expected " + std::string(kForm) + ", found " + to->Describe());
  }
  return set;
}

StepAction DecodeSetAttributes(Fields& fields, Sequence& sequence, Step&) {
  SetAttributesStep set;
  set.file = sequence.scope().Refer(fields, "set_attributes", {Role::kFile});
  set.attributes = fields.Constants("to", {ConstantKind::kAttribute}, std::nullopt);
  return set;
}

ExpectationItem DecodeExpectedLook(Fields& fields, Decoding& decoding) {
  ExpectLook expect;
  expect.look = decoding.scope.Refer(fields, "look", {Role::kLook});
  DecodeLastWrite(fields, decoding, expect);
  DecodeAttributes(fields, decoding, expect);
  expect.size = fields.SizeIfAny("size", 0, kMostBytes);
  DecodeAllocated(fields, decoding, expect);
  fields.AtLeastOne({"last_write", "attributes", "size", "allocated"});
  return expect;
}

}  // namespace wfx

// Decodes through what a load writes, how long its writes are, and what they carry.
#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "runner/scenario/decode_load_parts.h"
#include "runner/scenario/decode_step.h"

namespace wfx {
namespace {

// The given file or stream behind a given handle; null when something else is.
const GivenFile* FileBehind(const Decoding& decoding, std::string_view name) {
  const std::vector<Given>& given = decoding.result.given;
  for (const Given& opened : given) {
    const auto* handle = std::get_if<GivenHandle>(&opened.item);
    if (handle == nullptr || handle->name != name) continue;
    for (const Given& each : given) {
      const auto* file = std::get_if<GivenFile>(&each.item);
      if (file != nullptr && file->name == handle->opens) return file;
    }
  }
  return nullptr;
}

bool AllAreFiles(const Decoding& decoding, const Load& load) {
  const std::vector<std::string> handles = load.Handles();
  return std::ranges::all_of(
      handles, [&](const std::string& handle) { return FileBehind(decoding, handle) != nullptr; });
}

void AddHandle(Fields& fields, const JsonNode& node, Decoding& decoding,
               std::vector<std::string>& handles) {
  const std::string name = decoding.scope.ReferIn(fields, "handle", node, {Role::kHandle});
  if (name.empty()) return;
  if (IsSocket(decoding, name))
    fields.Wrong("handle", node.line,
                 "a load goes to a file, a pipe or a device; nobody reads a socket then");
  if (std::ranges::find(handles, name) != handles.end())
    fields.Wrong("handle", node.line,
                 Quoted(name) + " is there twice; \"threads\" says how many write through each");
  handles.push_back(name);
}

// In bytes, where no target is needed to say it.
std::vector<std::int64_t> ConstantLengths(const Load& load) {
  std::vector<std::int64_t> lengths;
  const auto add = [&](const Quantity& length) {
    if (!length.bound()) lengths.push_back(length.In(Bindings()));
  };
  if (load.mix.empty()) add(load.length);
  for (const Load::MixedLength& each : load.mix) add(each.length);
  return lengths;
}

void DecodeMix(const JsonNode& list, Fields& fields, Decoding& decoding, Load& load) {
  constexpr double kRounding = 1e-6;
  double all = 0;
  for (const JsonNode& item : list.items) {
    if (!IsObject(item, "length", decoding.errors)) return;
    Fields one(item, "length", decoding.errors);
    Load::MixedLength& mixed = load.mix.emplace_back();
    mixed.length = one.Size("length", 1, kMostDword);
    mixed.share = ShareOf(one, "share");
    one.Finish();
    // What is wrong with a share has been said.
    all += mixed.share > 0 ? mixed.share : std::nan("");
  }
  if (list.items.size() < 2 || list.items.size() > kMostMixedLengths) {
    fields.Wrong("length", list.line,
                 "a mix has 2 to " + std::to_string(kMostMixedLengths) + " lengths, this one " +
                     std::to_string(list.items.size()));
  } else if (std::abs(all - 1) > kRounding) {
    std::string together = std::to_string(std::round(all * 1e4) / 1e2);
    together.erase(together.find_last_not_of('0') + 1);
    if (together.back() == '.') together.pop_back();
    fields.Wrong("length", list.line, "the shares are " + together + " % together, not 100 %");
  }
}

}  // namespace

void DecodeLoadHandles(Fields& fields, Decoding& decoding, Load& load) {
  const JsonNode* node = fields.Require("handle", "the name of a handle, or a list of them");
  if (node == nullptr) return;
  std::vector<std::string> handles;
  if (node->kind == JsonNode::Kind::kArray) {
    if (node->items.empty()) fields.Wrong("handle", "the list is empty; name at least one handle");
    for (const JsonNode& item : node->items) AddHandle(fields, item, decoding, handles);
  } else {
    AddHandle(fields, *node, decoding, handles);
  }
  if (handles.empty()) return;
  load.handle = handles.front();
  load.more_handles.assign(handles.begin() + 1, handles.end());
}

void DecodeLoadLengths(Fields& fields, Decoding& decoding, Load& load) {
  const JsonNode* node = fields.Find("length");
  if (node == nullptr || node->kind != JsonNode::Kind::kArray) {
    load.length = fields.Size("length", 0, kMostDword);
    return;
  }
  DecodeMix(*node, fields, decoding, load);
  const std::vector<std::int64_t> lengths = ConstantLengths(load);
  if (lengths.empty() || !AllAreFiles(decoding, load)) return;
  const std::int64_t smallest = std::ranges::min(lengths);
  for (const std::int64_t length : lengths) {
    if (length % smallest == 0) continue;
    fields.Wrong("length", node->line,
                 std::to_string(length) + " bytes are no multiple of the smallest length, " +
                     std::to_string(smallest) + "; in a file every write begins at one of that");
    return;
  }
}

void DecodeLoadData(Fields& fields, Decoding& decoding, Load& load) {
  enum class Data { kRandom, kZeros, kTagged };
  const Data data = fields.Choice<Data>(
      "data", {{"random", Data::kRandom}, {"zeros", Data::kZeros}, {"tagged", Data::kTagged}},
      Data::kRandom);
  load.zeros = data == Data::kZeros;
  load.tagged = data == Data::kTagged;
  if (!load.tagged || load.handle.empty()) return;
  if (!AllAreFiles(decoding, load))
    fields.Wrong("data", "tags are looked for in a file, once the load is over; write to one");
  for (const std::int64_t length : ConstantLengths(load)) {
    if (length >= kSmallestTaggedBlock) continue;
    fields.Wrong("data", "a tagged write has at least " + std::to_string(kSmallestTaggedBlock) +
                             " bytes, not " + std::to_string(length));
    return;
  }
}

}  // namespace wfx

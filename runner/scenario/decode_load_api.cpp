// Decodes what the writes of a load are issued with, and says which loads it cannot carry.
#include "runner/scenario/decode_load_api.h"

#include <algorithm>

#include "runner/scenario/decode_stream.h"
#include "runner/scenario/media.h"

namespace wfx {
namespace {

constexpr std::int64_t kPage = 4096;  // of x86-64, which programs and providers are built for

bool IsReachedThroughAFile(const Decoding& decoding, const std::string& handle) {
  return decoding.scope.Is(Role::kFile, OpenedBy(decoding.result, handle));
}

void CheckGathered(Fields& fields, const Load& load) {
  const auto is_wrong = [](const Quantity& length) {
    return !length.bound() && (length.In({}) <= 0 || length.In({}) % kPage != 0);
  };
  const bool wrong = load.mix.empty()
                         ? is_wrong(load.length)
                         : std::ranges::any_of(load.mix, is_wrong, &Load::MixedLength::length);
  if (wrong) fields.Wrong("length", "WriteFileGather writes whole pages: a multiple of 4096 bytes");
}

}  // namespace

void DecodeLoadApi(Fields& fields, Decoding& decoding, Load& load) {
  const auto spelling = [](LoadApi api) { return std::pair(Describe(api).name, api); };
  load.api = fields.Choice<LoadApi>(
      "api",
      {spelling(LoadApi::kWriteFileEx), spelling(LoadApi::kWriteFileWithEvent),
       spelling(LoadApi::kWriteFileWithPort), spelling(LoadApi::kSynchronousWriteFile),
       spelling(LoadApi::kWriteFileGather), spelling(LoadApi::kIoRing), spelling(LoadApi::kStream)},
      LoadApi::kWriteFileEx);
  const LoadApiFacts& facts = Describe(load.api);
  if (!facts.need.empty()) decoding.Need(facts.need);
  const std::string name(facts.name);
  if (load.api != LoadApi::kStream) {
    fields.Refuse("subject", "only IStreamAsync::WriteAsync has one");
  } else if (fields.Has("subject")) {
    load.subject = DecodeLoadedStream(fields, decoding);
  }
  if (load.queue_depth > facts.deepest) {
    fields.Wrong("queue_depth",
                 facts.deepest == 1
                     ? "a synchronous WriteFile is over when it returns: nothing else can be "
                       "outstanding; the depth is 1"
                     : name + " is waited for by WaitForMultipleObjects, which takes " +
                           std::to_string(facts.deepest) + " events; found " +
                           std::to_string(load.queue_depth));
  }
  if (load.api == LoadApi::kWriteFileWithPort && load.threads > 1 && !load.own_handles)
    fields.Wrong("api",
                 "a handle has one completion port, so each thread needs its own: "
                 "\"handles\": \"own\"");
  const bool of_files = load.api == LoadApi::kWriteFileGather || load.api == LoadApi::kStream;
  const auto reached = [&](const std::string& handle) {
    return IsReachedThroughAFile(decoding, handle);
  };
  if (of_files && !std::ranges::all_of(load.Handles(), reached))
    fields.Wrong("api", name + " needs a handle that opens a given file");
  if (load.api == LoadApi::kWriteFileGather) CheckGathered(fields, load);
}

std::uint32_t DepthOfOpenLoop(Fields& fields, std::uint32_t wanted) {
  const JsonNode* node = fields.Find("api");
  for (const LoadApiFacts& facts : kLoadApis)
    if (node != nullptr && node->string == facts.name) return std::min(wanted, facts.deepest);
  return wanted;
}

}  // namespace wfx

// Looks at files, the steps that change what looks see, and what goes through mapped views.
#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "runner/engine/steps.h"
#include "runner/win32/file_time.h"

namespace wfx {
void StepDoer::Do(const LookStep& look) {
  const DoingNow doing(here_, number_);
  std::int64_t last_write = 0;
  LookRecord record = stage_.LookAt(stage_.FileNamed(look.file), last_write);
  record.name = step_.name;
  if (record.error == 0) {
    record.ahead = last_write - stage_.TargetTime();
    for (const auto& [write, time] : performance_.times_before_) {
      record.since.push_back({write, last_write - time});
    }
  }
  performance_.seen_.looks.push_back(std::move(record));
}

void StepDoer::Do(const SetTimeStep& set) {
  using To = SetTimeStep::To;
  const FILETIME time = set.to == To::kTime
                            ? stage_.TimeAgo(set.ago)
                            : FileTimeOf(set.to == To::kFreeze ? kFreezeTime : kThawTime);
  Keep(Record("SetFileTime",
              [&] { return api_.SetFileTime(HandleNamed(set.handle), nullptr, nullptr, &time); }));
}

void StepDoer::Do(const SetAttributesStep& set) {
  const WideString& path = stage_.FileNamed(set.file).path;
  Keep(Record("SetFileAttributesW",
              [&] { return api_.SetFileAttributesW(path.c_str(), set.attributes); }));
}

// `offset` and `length` as numbers, within the view.
std::span<std::uint8_t> StepDoer::PartOf(const std::string& view, const Quantity& offset,
                                         const Quantity& length) const {
  const StagedView& staged = stage_.ViewNamed(view);
  const std::uint64_t begin = stage_.SizeOf(offset), bytes = stage_.SizeOf(length);
  if (begin > staged.length || bytes > staged.length - begin) {
    throw std::runtime_error("the view \"" + view + "\" ends before that");
  }
  return {staged.data + begin, static_cast<std::size_t>(bytes)};
}

void StepDoer::Do(const StoreStep& store) {
  const std::span<std::uint8_t> part = PartOf(store.view, store.offset, store.length);
  const WrittenData& data = performance_.NoteStore(number_, step_.name, store);
  Keep(Record("store", [&] {
    data.pattern.Copy(0, part);
    return TRUE;
  }));
}

void StepDoer::Do(const FetchStep& fetch) {
  const std::span<std::uint8_t> part = PartOf(fetch.view, fetch.offset, fetch.length);
  std::vector<std::uint8_t> bytes(part.size());
  CallRecord record = Record("fetch", [&] {
    std::memcpy(bytes.data(), part.data(), part.size());
    return TRUE;
  });
  record.bytes = bytes.size();
  const StagedFile& file = stage_.FileNamed(stage_.ViewNamed(fetch.view).file);
  ContentSources sources;
  if (file.filled) sources.fill = file.pattern;
  sources.initial_size = file.initial_size;
  sources.writes = performance_.WritesTo(file.name);
  const std::uint64_t offset = stage_.SizeOf(fetch.offset);
  Labeller(std::move(sources)).Label(offset, bytes, record.contents);
  for (ContentRun& run : record.contents) run.offset -= offset;
  Keep(std::move(record));
}

}  // namespace wfx

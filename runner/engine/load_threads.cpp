// What each thread of a load does: how long its writes are, where they go, through which handle.
#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "runner/engine/load_handle.h"
#include "runner/engine/load_state.h"
#include "runner/engine/load_tags.h"

namespace wfx {
namespace {

// Bytes for what tagged loops remember of each block.
constexpr std::uint64_t kMostToRemember = std::uint64_t{512} << 20;

}  // namespace

// The lengths that writes have on this target.
void LoadRun::State::SetLengths(LoopSettings& settings) const {
  const auto length_here = [&](const Quantity& asked) {
    const std::int64_t length = asked.In(target.bindings);
    if (length >= 0 && length <= std::numeric_limits<std::uint32_t>::max())
      return static_cast<std::uint32_t>(length);
    throw SceneError("a length of \"" + asked.text() + "\" is " + std::to_string(length) +
                     " here; one write has 0 to 4294967295 bytes");
  };
  if (load.mix.empty()) {
    settings.length = settings.step = length_here(load.length);
    return;
  }
  settings.step = std::numeric_limits<std::uint32_t>::max();
  for (const Load::MixedLength& each : load.mix) {
    const std::uint32_t length = length_here(each.length);
    settings.mix.push_back({length, each.share});
    settings.length = std::max(settings.length, length);
    settings.step = std::min(settings.step, length);
  }
  if (settings.step == 0)
    throw SceneError("one of the lengths is 0 here; a mix has no null writes");
}

// Where writes are examined block by block, blocks must be what they are made of.
void LoadRun::State::CheckBlocks(const LoopSettings& settings) const {
  for (const LengthShare& each : settings.mix) {
    if (each.length % settings.step == 0) continue;
    throw SceneError(
        std::to_string(each.length) + " bytes are no multiple of the smallest length, " +
        std::to_string(settings.step) + "; in a file every write begins at one of that");
  }
  if (settings.tagged && settings.step < kSmallestTaggedBlock)
    throw SceneError("a tagged write has at least " + std::to_string(kSmallestTaggedBlock) +
                     " bytes, not " + std::to_string(settings.step));
}

// Of the threads that write through `handle`, for the first of them.
LoopSettings LoadRun::State::Settings(const std::string& handle) const {
  LoopSettings settings;
  settings.name = full_id;
  settings.api = load.api;
  settings.streams = options.streams;
  WriteThrough(handle, settings);
  SetLengths(settings);
  settings.pattern = load.pattern;
  settings.queue_depth = std::max<std::uint32_t>(load.queue_depth, 1);
  settings.rate = load.arrivals.rate / measurement.threads;
  settings.zeros = load.zeros;
  settings.tagged = load.tagged;
  settings.arrivals = load.arrivals.process;
  settings.seed = settings.tag_seed = SeedOf(options.seed, full_id);
  settings.alignment = std::max(target.bindings.page, target.bindings.buffer_alignment);
  settings.drain = options.drain;
  const StagedFile* file = FileBehind(handle);
  if (file != nullptr) CheckBlocks(settings);
  if (file == nullptr && load.tagged)
    throw SceneError(handle + " is none of a file; tags are looked for in one");
  // Pipes and devices have no offsets: one write's length.
  settings.size = file != nullptr ? file->initial_size : settings.length;
  const bool placed =
      load.pattern == Load::Pattern::kSequential || load.pattern == Load::Pattern::kRandom;
  if (placed && settings.size < settings.length) {
    throw SceneError("the file has " + std::to_string(settings.size) + " bytes; a write of " +
                     std::to_string(settings.length) + " has no place in it");
  }
  return settings;
}

// Each handle has its threads. Each thread has its own handle where the load asks for that, its own
// data, and its own part of what sequential writes cover.
std::vector<LoopSettings> LoadRun::State::SettingsOfThreads() {
  std::vector<LoopSettings> all;
  for (const std::string& handle : load.Handles()) {
    const LoopSettings whole = Settings(handle);
    for (std::uint32_t thread = 0; thread < load.threads; ++thread) {
      LoopSettings settings = whole;
      settings.writer = static_cast<std::uint32_t>(all.size());
      settings.label = LabelOf(handle, thread);
      settings.seed += settings.writer;
      if (thread != 0 && load.own_handles) WriteThrough(OpenAnother(handle, thread), settings);
      // Blocks that two threads wrote would tell less.
      const bool apart = load.pattern == Load::Pattern::kSequential ||
                         (load.tagged && load.pattern == Load::Pattern::kRandom);
      if (apart && FileBehind(handle) != nullptr)
        TakePart(settings, PartOf(handle) + thread, PartsOf(handle));
      all.push_back(std::move(settings));
    }
  }
  std::uint64_t remembered = 0;
  for (const LoopSettings& each : all) remembered += each.tagged ? LoadTags::BytesFor(each) : 0;
  if (remembered > kMostToRemember)
    throw SceneError("to know which write each block may hold takes " +
                     std::to_string(remembered >> 20) + " MiB, at most " +
                     std::to_string(kMostToRemember >> 20) +
                     "; a smaller file, longer writes or fewer threads take less");
  return all;
}

// "thread 2", "writer_b", "writer_b, thread 2"; "" where one thread writes through one handle.
std::string LoadRun::State::LabelOf(const std::string& handle, std::uint32_t thread) const {
  const std::string label = load.more_handles.empty() ? "" : handle;
  if (load.threads == 1) return label;
  return label + (label.empty() ? "" : ", ") + "thread " + std::to_string(thread + 1);
}

// How many threads write to what `handle` is of.
std::uint32_t LoadRun::State::PartsOf(const std::string& handle) const {
  const std::vector<std::string> handles = load.Handles();
  const auto same = std::ranges::count_if(handles, [&](const std::string& other) {
    return stage->ObjectOf(other) == stage->ObjectOf(handle);
  });
  return static_cast<std::uint32_t>(same) * load.threads;
}

// How many of these write through handles named before it.
std::uint32_t LoadRun::State::PartOf(const std::string& handle) const {
  std::uint32_t before = 0;
  for (const std::string& other : load.Handles()) {
    if (other == handle) break;
    if (stage->ObjectOf(other) == stage->ObjectOf(handle)) before += load.threads;
  }
  return before;
}

// One of the equal parts of a file that threads write to.
void LoadRun::State::TakePart(LoopSettings& settings, std::uint32_t part,
                              std::uint32_t parts) const {
  const std::uint64_t whole = settings.size;
  const std::uint64_t step = std::max(settings.Step(), 1u);
  settings.size = whole / parts / step * step;
  settings.begins_at = settings.size * part;
  if (settings.size >= settings.length) return;
  throw SceneError("the file has " + std::to_string(whole) + " bytes; " + std::to_string(parts) +
                   " threads need " + std::to_string(std::uint64_t{parts} * settings.length));
}

void LoadRun::State::WriteThrough(const std::string& handle, LoopSettings& settings) const {
  const StagedHandle& staged = stage->HandleNamed(handle);
  settings.handle = staged.value;
  settings.stream = staged.stream;
}

// One more handle, as the given that is written through was opened: its name.
std::string LoadRun::State::OpenAnother(const std::string& name, std::uint32_t thread) {
  for (const Given& given : subject.given) {
    const auto* handle = std::get_if<GivenHandle>(&given.item);
    if (handle == nullptr || handle->name != name) continue;
    Load other = load;
    other.handle = name + "#" + std::to_string(thread + 1);
    GivenHandle another = *handle;
    another.name = other.handle;
    another.disposition = OPEN_EXISTING;
    stage->Establish(OpenedFor(other, another));
    return other.handle;
  }
  throw SceneError(name + " is no given handle; only such a one can be opened once more");
}

// Null where none is, but a pipe or a device.
const StagedFile* LoadRun::State::FileBehind(const std::string& handle) const {
  const std::string& object = stage->ObjectOf(handle);
  for (const StagedFile& file : stage->files())
    if (file.name == object) return &file;
  return nullptr;
}

}  // namespace wfx

#include "runner/engine/judge_contents.h"

#include <limits>
#include <optional>

#include "runner/engine/judge_texts.h"

namespace wfx {
namespace {

using Origin = ContentRun::Origin;

constexpr std::uint64_t kAtEnd = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t kMostOffset = std::numeric_limits<std::int64_t>::max();
constexpr std::size_t kToldDifferences = 3;
constexpr std::uint32_t kFileAppendData = 0x4;
// FILE_WRITE_DATA, GENERIC_ALL, GENERIC_WRITE, MAXIMUM_ALLOWED.
constexpr std::uint32_t kWritesAnywhere = 0x2 | 0x1000'0000 | 0x4000'0000 | 0x0200'0000;
// CREATE_ALWAYS and TRUNCATE_EXISTING.
constexpr std::uint32_t kEmptyingDispositions[] = {2, 5};

std::uint64_t EndOf(const ContentRun& run) { return run.offset + run.length; }

std::uint64_t SizeOf(const Contents& contents) {
  return contents.empty() ? 0 : EndOf(contents.back());
}

// The part of `run` within [begin, end), which it covers.
ContentRun Slice(ContentRun run, std::uint64_t begin, std::uint64_t end) {
  if (run.origin == Origin::kWrite) run.from += begin - run.offset;
  run.offset = begin;
  run.length = end - begin;
  return run;
}

void Resize(Contents& contents, std::uint64_t size) {
  const std::uint64_t old_size = SizeOf(contents);
  if (size > old_size) contents.push_back({old_size, size - old_size, Origin::kZero, "", 0});
  while (!contents.empty() && contents.back().offset >= size) contents.pop_back();
  if (!contents.empty()) contents.back().length = size - contents.back().offset;
}

void PutRun(Contents& contents, const ContentRun& run) {
  if (run.length == 0) return;
  if (run.offset > SizeOf(contents)) Resize(contents, run.offset);
  Contents result;
  for (const ContentRun& old : contents) {
    if (old.offset < run.offset)
      result.push_back(Slice(old, old.offset, std::min(EndOf(old), run.offset)));
  }
  result.push_back(run);
  for (const ContentRun& old : contents) {
    if (EndOf(old) > EndOf(run))
      result.push_back(Slice(old, std::max(old.offset, EndOf(run)), EndOf(old)));
  }
  contents = std::move(result);
}

// What a write that was cancelled on its way has left in its range, nobody says.
bool WasAborted(const WriteRecord& write) {
  const CompletionRecord* run = HasRoutine(write) ? FirstRun(write) : nullptr;
  return write.returned && run != nullptr && run->error == kErrorOperationAborted;
}

// One change of a file and where in `when` it was made.
struct Change {
  std::size_t position = 0;
  const WriteRecord* write = nullptr;  // else a change of the end of file:
  const SetEndOfFileStep* resize = nullptr;
  const StoreStep* store = nullptr;
  std::string_view name{};  // of the store
};

std::vector<Change> ChangesOf(const Scene& scene, const FileRecord& file) {
  std::vector<Change> changes;
  for (const WriteRecord& write : scene.seen.writes) {
    if (scene.FileBehind(write.handle) == &file && (Succeeded(write) || WasAborted(write)))
      changes.push_back({.write = &write});
  }
  const std::size_t writes = changes.size();
  for (const Step& step : scene.subject.when) {
    const auto* store = std::get_if<StoreStep>(&step.action);
    if (store != nullptr && scene.FileOfView(store->view) == &file && scene.Call(step.name))
      changes.push_back(
          {.position = scene.PositionOf(step.name), .store = store, .name = step.name});
    const auto* resize = std::get_if<SetEndOfFileStep>(&step.action);
    if (resize == nullptr || scene.FileBehind(resize->handle) != &file) continue;
    const CallRecord* call = scene.Call(step.name);
    if (call != nullptr && call->returned != 0)
      changes.push_back({.position = scene.PositionOf(step.name), .resize = resize});
  }
  // Writes alone already stand in the order they were issued.
  if (changes.size() == writes) return changes;
  for (std::size_t index = 0; index < writes; ++index)
    changes[index].position = scene.PositionOf(changes[index].write->name);
  std::ranges::stable_sort(changes, {}, &Change::position);
  return changes;
}

// append.writes_at_end, append.append_only_handle_ignores_offset; none where the offset cannot be
// in any file.
std::optional<std::uint64_t> OffsetOf(const Scene& scene, const WriteRecord& write,
                                      std::uint64_t end_of_file) {
  const GivenHandle* handle = scene.Handle(write.handle);
  const bool append_only = handle != nullptr && (handle->access & kFileAppendData) != 0 &&
                           (handle->access & kWritesAnywhere) == 0;
  if (write.offset == kAtEnd || append_only) return end_of_file;
  if (write.offset > kMostOffset) return std::nullopt;
  return write.offset;
}

// True when `write` was still outstanding while `later` was issued.
bool WasOutstanding(const Scene& scene, const WriteRecord& write, const WriteRecord& later) {
  if (!write.returned || !HasRoutine(write)) return false;
  const CompletionRecord* run = FirstRun(write);
  return run == nullptr || scene.PositionOf(run->during) > scene.PositionOf(later.name);
}

// A given buffer is filled anew for each write unless an outstanding one still owns it: those share
// their bytes, and so the name.
std::string_view DataName(const Scene& scene, std::string_view write) {
  const WriteStep* step = scene.WriteStepNamed(write);
  if (step == nullptr || step->buffer.empty()) return write;
  const WriteRecord* filled_for = nullptr;
  for (const WriteRecord& each : scene.seen.writes) {
    const WriteStep* other = scene.WriteStepNamed(each.name);
    if (other == nullptr || other->buffer != step->buffer) continue;
    if (filled_for == nullptr || !WasOutstanding(scene, *filled_for, each)) filled_for = &each;
    if (each.name == write) return filled_for->name;
  }
  return write;
}

// What the bytes of a write are told apart by.
Origin OriginOf(const Scene& scene, std::string_view write) {
  return scene.IsOfZeros(write) ? Origin::kZero : Origin::kWrite;
}

// What a write leaves; zeros name no write.
ContentRun RunOf(const Scene& scene, const std::string& write, std::uint64_t offset,
                 std::uint64_t length) {
  const Origin origin = OriginOf(scene, write);
  return {offset, length, origin, origin == Origin::kZero ? "" : write, 0};
}

bool SameData(const Scene& scene, const ContentRun& one, const ContentRun& other) {
  if (one.origin != other.origin) return false;
  return one.origin != Origin::kWrite ||
         (one.from == other.from &&
          (one.write == other.write || DataName(scene, one.write) == DataName(scene, other.write)));
}

// Joins runs that continue each other, leaves out empty ones, and marks what nothing is said of as
// unread, up to `size`.
Contents Normalized(const Scene& scene, const Contents& contents, std::uint64_t size) {
  Contents result;
  const auto add = [&](const ContentRun& run) {
    if (run.length == 0) return;
    if (!result.empty() &&
        SameData(scene, Slice(result.back(), EndOf(result.back()), EndOf(result.back())),
                 Slice(run, run.offset, run.offset))) {
      result.back().length += run.length;
    } else {
      result.push_back(run);
    }
  };
  std::uint64_t end = 0;
  for (const ContentRun& run : contents) {
    if (run.offset > end) add({end, run.offset - end, Origin::kUnread, "", 0});
    add(run);
    end = std::max(end, EndOf(run));
  }
  if (size > end) add({end, size - end, Origin::kUnread, "", 0});
  return result;
}

// A mapped view ends with its file: nothing is extended.
void PlaceStore(const Scene& scene, const Change& change, Contents& contents) {
  const auto offset = static_cast<std::uint64_t>(change.store->offset.In(scene.bindings));
  const auto length = static_cast<std::uint64_t>(change.store->length.In(scene.bindings));
  PutRun(contents, {offset, length, Origin::kWrite, std::string(change.name), 0});
}

}  // namespace

Contents InitialContents(const Scene& scene, const FileRecord& file) {
  std::uint64_t size = file.initial_size;
  for (const Given& given : scene.subject.given) {
    const auto* handle = std::get_if<GivenHandle>(&given.item);
    if (handle != nullptr && handle->opens == file.name &&
        std::ranges::count(kEmptyingDispositions, handle->disposition) != 0) {
      size = 0;
    }
  }
  if (size == 0) return {};
  return {{0, size, file.filled ? Origin::kFill : Origin::kZero, "", 0}};
}

Contents ContentsLeft(const Scene& scene, const FileRecord& file) {
  Contents contents = InitialContents(scene, file);
  for (const Change& change : ChangesOf(scene, file)) {
    if (change.resize != nullptr) {
      Resize(contents, static_cast<std::uint64_t>(change.resize->size.In(scene.bindings)));
      continue;
    }
    if (change.store != nullptr) {
      PlaceStore(scene, change, contents);
      continue;
    }
    const WriteRecord& write = *change.write;
    if (WasAborted(write)) {
      const std::uint64_t size = SizeOf(contents);
      const std::uint64_t end = std::min(size, write.offset + std::min(write.length, size));
      if (write.offset < end)
        PutRun(contents, {write.offset, end - write.offset, Origin::kUnread, "", 0});
      continue;
    }
    const std::uint64_t length = std::min(BytesOf(write), write.length);
    const auto offset = OffsetOf(scene, write, SizeOf(contents));
    if (offset && length <= kMostOffset - *offset)
      PutRun(contents, RunOf(scene, write.name, *offset, length));
  }
  return contents;
}

Contents ListedContents(const Scene& scene, const std::vector<ExpectedRun>& runs, bool filled) {
  Contents contents;
  for (const ExpectedRun& run : runs) {
    ContentRun listed{SizeOf(contents), static_cast<std::uint64_t>(run.length.In(scene.bindings)),
                      run.origin, run.write, 0};
    if (run.origin == Origin::kFill && !filled) listed.origin = Origin::kZero;
    if (run.origin == Origin::kWrite) {
      listed.from = static_cast<std::uint64_t>(run.from.In(scene.bindings));
      const WriteRecord* write = scene.Write(run.write);
      listed.origin = OriginOf(scene, run.write);
      const StoreStep* store = scene.StoreStepNamed(run.write);
      const std::uint64_t whole = write != nullptr ? write->length
                                  : store != nullptr
                                      ? static_cast<std::uint64_t>(store->length.In(scene.bindings))
                                      : 0;
      if (listed.length == 0 && whole > listed.from) listed.length = whole - listed.from;
    }
    if (listed.length > 0) contents.push_back(std::move(listed));
  }
  return contents;
}

std::string ContentDifference(const Scene& scene, const Contents& expected, const Contents& seen,
                              std::uint64_t size, std::string_view end) {
  const Contents right = Normalized(scene, expected, SizeOf(expected));
  const Contents found = Normalized(scene, seen, size);
  std::string text;
  std::size_t differences = 0;
  auto at_right = right.begin();
  auto at_found = found.begin();
  for (std::uint64_t offset = 0; at_right != right.end() || at_found != found.end();) {
    std::uint64_t next = std::numeric_limits<std::uint64_t>::max();
    if (at_right != right.end()) next = std::min(next, EndOf(*at_right));
    if (at_found != found.end()) next = std::min(next, EndOf(*at_found));
    const auto piece = [&](const Contents& contents, Contents::const_iterator at) {
      return at == contents.end() ? std::optional<ContentRun>() : Slice(*at, offset, next);
    };
    const std::optional<ContentRun> one = piece(right, at_right);
    const std::optional<ContentRun> other = piece(found, at_found);
    const bool unread =
        one && other && (one->origin == Origin::kUnread || other->origin == Origin::kUnread);
    if (!unread && !(one && other && SameData(scene, *one, *other)) &&
        ++differences <= kToldDifferences) {
      text += (text.empty() ? "[" : "; [") + std::to_string(offset) + "," + std::to_string(next) +
              ") is ";
      text += other ? RunText(*other) : std::string(end);
      text += ", expected " + (one ? RunText(*one) : std::string(end));
    }
    if (at_right != right.end() && EndOf(*at_right) == next) ++at_right;
    if (at_found != found.end() && EndOf(*at_found) == next) ++at_found;
    offset = next;
  }
  if (differences > kToldDifferences)
    text += "; and " + std::to_string(differences - kToldDifferences) + " more";
  return text;
}

}  // namespace wfx

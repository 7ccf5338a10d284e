#include "runner/engine/load_crew.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace wfx {
namespace {

// Where the threads of one interval meet before they begin.
struct StartLine {
  explicit StartLine(std::size_t threads) : missing(threads) {}
  void Cross() {
    --missing;
    while (missing.load() != 0) std::this_thread::yield();
  }
  std::atomic<std::size_t> missing;
};

}  // namespace

// One loop, and the thread it runs on where that is not the caller's.
struct LoadCrew::Member {
  Member(const Win32Api& api, const Clock& clock, LoopSettings settings, bool own_thread)
      : loop(MakeLoop(api, clock, std::move(settings))) {
    if (own_thread) thread = std::thread([this] { Serve(); });
  }

  ~Member() {
    if (!thread.joinable()) return;
    {
      const std::lock_guard lock(mutex);
      ends = true;
    }
    changed.notify_all();
    thread.join();
  }

  void Serve() {
    std::unique_lock lock(mutex);
    for (;;) {
      changed.wait(lock, [this] { return ends || line != nullptr; });
      if (ends) return;
      StartLine& start = *std::exchange(line, nullptr);
      lock.unlock();
      start.Cross();
      const Interval& done = loop->Run(run_for, end);
      lock.lock();
      interval = &done;
      changed.notify_all();
    }
  }

  void Begin(StartLine& start, Duration lasts, const LoopEnd& ends_with) {
    const std::lock_guard lock(mutex);
    run_for = lasts;
    end = ends_with;
    line = &start;
    changed.notify_all();
  }

  const Interval& End() {
    std::unique_lock lock(mutex);
    changed.wait(lock, [this] { return interval != nullptr; });
    return *std::exchange(interval, nullptr);
  }

  const std::unique_ptr<LoadLoop> loop;
  std::mutex mutex;
  std::condition_variable changed;
  bool ends = false;
  StartLine* line = nullptr;
  Duration run_for{};
  LoopEnd end;
  const Interval* interval = nullptr;  // the loop's own
  std::thread thread;                  // last: it uses all of the above
};

LoadCrew::LoadCrew(const Win32Api& api, const Clock& clock, std::vector<LoopSettings> settings) {
  const bool own_threads = settings.size() > 1;
  for (LoopSettings& each : settings)
    members_.push_back(std::make_unique<Member>(api, clock, std::move(each), own_threads));
}

LoadCrew::~LoadCrew() = default;

const Interval& LoadCrew::Run(Duration run_for, const LoopEnd& end) {
  if (members_.size() == 1) return members_.front()->loop->Run(run_for, end);
  const LoopEnd share{(end.most_writes + members_.size() - 1) / members_.size(), end.cool_down};
  StartLine start(members_.size());
  for (const auto& member : members_) member->Begin(start, run_for, share);
  whole_ = members_.front()->End();
  for (std::size_t i = 1; i < members_.size(); ++i) whole_.Merge(members_[i]->End());
  return whole_;
}

bool LoadCrew::broken() const {
  return std::ranges::any_of(members_, [](const auto& each) { return each->loop->broken(); });
}

bool LoadCrew::abandoned() const {
  return std::ranges::any_of(members_, [](const auto& each) { return each->loop->abandoned(); });
}

std::vector<std::string> LoadCrew::Errors() const {
  std::vector<std::string> errors;
  for (const auto& member : members_) {
    const std::string& label = member->loop->settings().label;
    for (const std::string& error : member->loop->Errors())
      errors.push_back(label.empty() ? error : label + ": " + error);
  }
  return errors;
}

void LoadCrew::KeepForEver(const std::shared_ptr<void>& owner) {
  members_.front()->loop->KeepForEver(owner);
}

std::uint64_t LoadCrew::bytes_completed() const {
  std::uint64_t bytes = 0;
  for (const auto& member : members_) bytes += member->loop->bytes_completed();
  return bytes;
}

std::vector<const LoadLoop*> LoadCrew::loops() const {
  std::vector<const LoadLoop*> loops;
  for (const auto& member : members_) loops.push_back(member->loop.get());
  return loops;
}

const LoopSettings& LoadCrew::settings() const { return members_.front()->loop->settings(); }

}  // namespace wfx

#include "runner/engine/ledger.h"

#include <algorithm>
#include <mutex>
#include <new>
#include <utility>

namespace wfx {
namespace {

constexpr std::size_t kBuckets = 4096;

// Every OVERLAPPED ever handed out. A bucket only grows, at its head, so that a routine can search
// it while another thread adds.
std::array<std::atomic<RegisteredOverlapped*>, kBuckets> registry;
std::atomic<Ledger*> newest_ledger{nullptr};
thread_local Whereabouts* here = nullptr;

std::atomic<RegisteredOverlapped*>& BucketOf(const OVERLAPPED* overlapped) {
  return registry[(reinterpret_cast<std::uintptr_t>(overlapped) >> 5) * 0x9E3779B1U % kBuckets];
}

// Never follows `overlapped`: it may point anywhere.
RegisteredOverlapped* FindOverlapped(const OVERLAPPED* overlapped) {
  RegisteredOverlapped* each = BucketOf(overlapped).load(std::memory_order_acquire);
  while (each != nullptr && &each->words != overlapped) each = each->next;
  return each;
}

class KeptMemoryResource : public std::pmr::memory_resource {
  void* do_allocate(std::size_t size, std::size_t alignment) override {
    const std::lock_guard lock(mutex_);
    return chunks_.allocate(size, alignment);
  }
  void do_deallocate(void*, std::size_t, std::size_t) override {}
  bool do_is_equal(const std::pmr::memory_resource& other) const noexcept override {
    return this == &other;
  }

  std::mutex mutex_;
  std::pmr::monotonic_buffer_resource chunks_{std::size_t{64} << 10};
};

}  // namespace

// Reachable, so that a leak checker finds real leaks.
std::pmr::memory_resource& KeptMemory() {
  static auto& kept = *new KeptMemoryResource;
  return kept;
}

Whereabouts* Here() { return here; }
void SetHere(Whereabouts* whereabouts) { here = whereabouts; }

DoingNow::DoingNow(Whereabouts& whereabouts, std::int32_t doing, bool alertable)
    : whereabouts_(whereabouts),
      doing_before_(whereabouts.doing),
      alertable_before_(whereabouts.alertable) {
  whereabouts_.doing = doing;
  whereabouts_.alertable = alertable;
}

DoingNow::~DoingNow() {
  whereabouts_.doing = doing_before_;
  whereabouts_.alertable = alertable_before_;
}

OverlappedWords WordsOf(const Slot& slot) {
  const OVERLAPPED& words = slot.overlapped->words;
  // The system writes these words on its own account.
  const auto now = [](const auto& word) {
    return *const_cast<const volatile std::decay_t<decltype(word)>*>(&word);
  };
  return {now(words.Internal), now(words.InternalHigh), words.Offset, words.OffsetHigh,
          words.hEvent == slot.event};
}

Ledger& Ledger::Make(const Win32Api& api, std::string full_id) {
  void* memory = KeptMemory().allocate(sizeof(Ledger), alignof(Ledger));
  Ledger& ledger = *new (memory) Ledger(api, std::move(full_id));
  newest_ledger = &ledger;
  return ledger;
}

RegisteredOverlapped& Ledger::NewOverlapped() {
  std::pmr::polymorphic_allocator<> kept(&KeptMemory());
  RegisteredOverlapped& made = *kept.new_object<RegisteredOverlapped>();
  auto& bucket = BucketOf(&made.words);
  made.next = bucket.load(std::memory_order_relaxed);
  while (!bucket.compare_exchange_weak(made.next, &made, std::memory_order_release,
                                       std::memory_order_relaxed)) {
  }
  return made;
}

Slot& Ledger::NewSlot(std::int32_t step, std::int32_t actor, RegisteredOverlapped& overlapped) {
  Slot& slot = writes_.emplace_back();
  slot.ledger = this;
  slot.step = step;
  slot.actor = actor;
  slot.overlapped = &overlapped;
  overlapped.issued_last.store(&slot, std::memory_order_release);
  return slot;
}

Slot& Ledger::NewApcSlot(std::int32_t step, std::int32_t actor) {
  Slot& slot = apcs_.emplace_back();
  slot.ledger = this;
  slot.step = step;
  slot.actor = actor;
  return slot;
}

void Ledger::End() {
  for (Slot& slot : writes_) slot.runs_at_end = slot.runs.load();
  strays_at_end_ = stray_count_.load();
  ended_ = true;
}

Slot* Ledger::Find(std::int32_t step) {
  const auto found = std::find_if(writes_.rbegin(), writes_.rend(),
                                  [&](const Slot& each) { return each.step == step; });
  return found == writes_.rend() ? nullptr : &*found;
}

// Fills records. No allocation, no lock, no printing; the thread's last error is left as it was.
class Recorder {
 public:
  static void Record(Slot& slot, DWORD error, DWORD bytes) noexcept {
    const auto now = SteadyClock::now();
    Ledger& ledger = *slot.ledger;
    const std::uint32_t number = slot.runs.fetch_add(1);
    const std::uint32_t order = ledger.next_order_.fetch_add(1);
    if (number >= Slot::kKeptRuns) return;
    RoutineRun& run = slot.kept_runs[number];
    Fill(run, ledger, error, bytes);
    run.order = order;
    run.when = now;
    if (slot.overlapped != nullptr) run.words = WordsOf(slot);
    run.written.store(true, std::memory_order_release);
  }

  static void RecordStray(Ledger& ledger, DWORD error, DWORD bytes) noexcept {
    const std::uint32_t number = ledger.stray_count_.fetch_add(1);
    if (number >= Ledger::kKeptStrays) return;
    StrayRun& run = ledger.strays_[number];
    run.error = error;
    run.bytes = bytes;
    run.doing = DoingFor(ledger);
    run.written.store(true, std::memory_order_release);
  }

  static const Win32Api& ApiOf(const Ledger& ledger) { return ledger.api_; }

 private:
  static void Fill(RoutineRun& run, const Ledger& ledger, DWORD error, DWORD bytes) noexcept {
    run.error = error;
    run.bytes = bytes;
    run.doing = DoingFor(ledger);
    if (here != nullptr && here->ledger == &ledger) {
      run.actor = here->actor;
      run.alertable = here->alertable;
      run.depth = here->depth;
    }
  }

  // What the calling thread does, as `ledger` sees it.
  static std::int32_t DoingFor(const Ledger& ledger) noexcept {
    if (ledger.ended_.load()) return kAfterTheEnd;
    return here != nullptr && here->ledger == &ledger ? here->doing : kUnknown;
  }
};

namespace {

// The first access to `here` on a thread that no scenario knows may allocate with MinGW's emulated
// thread-local storage; on the scenario's own threads SetHere has made that access.
void DoInside(const Slot& slot) noexcept {
  if (here == nullptr || here->ledger != slot.ledger || here->do_inside == nullptr) return;
  const Win32Api& api = Recorder::ApiOf(*slot.ledger);
  const DWORD last_error = api.GetLastError();
  ++here->depth;
  // These steps allocate, as a program's own routine may: the record of this run is complete by
  // now.
  here->do_inside(here->performance, here->actor, slot);
  --here->depth;
  api.SetLastError(last_error);
}

}  // namespace

void CALLBACK CompletionRoutine(DWORD error, DWORD bytes, LPOVERLAPPED overlapped) noexcept {
  RegisteredOverlapped* registered = FindOverlapped(overlapped);
  Slot* slot =
      registered == nullptr ? nullptr : registered->issued_last.load(std::memory_order_acquire);
  if (slot == nullptr) {
    Ledger* ledger = here != nullptr ? here->ledger : newest_ledger.load();
    if (ledger != nullptr) Recorder::RecordStray(*ledger, error, bytes);
    return;
  }
  Recorder::Record(*slot, error, bytes);
  if (slot->has_inside && slot->runs.load() == 1) DoInside(*slot);
}

void CALLBACK ApcRoutine(ULONG_PTR slot) noexcept {
  Recorder::Record(*reinterpret_cast<Slot*>(slot), 0, 0);
}

}  // namespace wfx

#include "bench/calibration/known_latency.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "runner/engine/histogram.h"

namespace wfx {
namespace {

// What an alertable wait that finds nothing takes in virtual time: a loop that asks again and again
// must see time pass.
constexpr std::uint64_t kAskingTakes = 500;

KnownLatency::Truth TruthOf(std::vector<std::uint64_t> latencies) {
  KnownLatency::Truth truth;
  truth.writes = latencies.size();
  if (latencies.empty()) return truth;
  std::ranges::sort(latencies);
  const auto at = [&](double share) {
    return static_cast<double>(latencies[NearestRank(share, latencies.size()) - 1]);
  };
  truth.p50 = at(0.5);
  truth.p99 = at(0.99);
  truth.p999 = at(0.999);
  return truth;
}

}  // namespace

const char* NameOf(LatencyShape shape) {
  switch (shape) {
    case LatencyShape::kConstant:
      return "constant";
    case LatencyShape::kUniform:
      return "uniform";
    case LatencyShape::kBimodal:
      return "bimodal";
    case LatencyShape::kHeavyTail:
      return "heavy tail";
  }
  return "";
}

std::uint64_t ScriptedLatency::Next() {
  constexpr double kUnit = 1.0 / (1ull << 53);
  const double share = (static_cast<double>(random_.Next() >> 11) + 0.5) * kUnit;  // (0, 1)
  double multiple = 1;
  switch (shape_) {
    case LatencyShape::kConstant:
      break;
    case LatencyShape::kUniform:
      multiple = 0.5 + share;
      break;
    case LatencyShape::kBimodal:
      multiple = share < 0.05 ? 10 : 0.6;
      break;
    case LatencyShape::kHeavyTail:
      multiple = std::min(0.4 * std::pow(share, -1 / 1.5), 200.0);
      break;
  }
  return static_cast<std::uint64_t>(multiple * scale_);
}

void LatencyTime::WaitUntil(std::uint64_t time) const {
  if (virtual_ != nullptr) {
    *virtual_ = std::max(*virtual_, time);
    return;
  }
  while (Now() < time) {
  }
}

KnownLatency* KnownLatency::current_ = nullptr;

KnownLatency::KnownLatency(const Win32Api& below, ScriptedLatency script, LatencyTime time)
    : api_(below), script_(script), time_(time) {
  current_ = this;
  api_.WriteFileEx = &KnownLatency::Write;
  api_.SleepEx = &KnownLatency::Wait;
  queue_.reserve(1 << 16);
  written_.reserve(kMostWritten);
}

KnownLatency::~KnownLatency() { current_ = nullptr; }

BOOL KnownLatency::Write(HANDLE, LPCVOID, DWORD length, LPOVERLAPPED overlapped,
                         LPOVERLAPPED_COMPLETION_ROUTINE routine) {
  current_->Accept({current_->time_.Now(), 0, overlapped, routine, length});
  return TRUE;
}

// `due` is when the call came.
void KnownLatency::Accept(Outstanding write) {
  write.number = numbers_++;
  if (write.number < kMostWritten) written_.push_back({write.due, 0});
  write.due += script_.Next();
  write.overlapped->Internal = STATUS_PENDING;
  queue_.push_back(write);
  std::ranges::push_heap(queue_, std::greater{}, &Outstanding::due);
}

bool KnownLatency::CompleteDue() {
  bool any = false;
  for (; !queue_.empty(); any = true) {
    const std::uint64_t now = time_.Now();
    if (queue_.front().due > now) break;
    std::ranges::pop_heap(queue_, std::greater{}, &Outstanding::due);
    const Outstanding write = queue_.back();
    queue_.pop_back();
    if (write.number < kMostWritten) written_[write.number].completed = now;
    write.overlapped->Internal = 0;
    write.overlapped->InternalHigh = write.length;
    write.routine(ERROR_SUCCESS, write.length, write.overlapped);
  }
  return any;
}

DWORD KnownLatency::Wait(DWORD milliseconds, BOOL) {
  KnownLatency& self = *current_;
  const std::uint64_t begin = self.time_.Now();
  const std::uint64_t give_up = begin + std::uint64_t{milliseconds} * 1'000'000;
  for (;;) {
    if (self.CompleteDue()) return WAIT_IO_COMPLETION;
    const std::uint64_t next =
        self.queue_.empty() ? std::numeric_limits<std::uint64_t>::max() : self.queue_.front().due;
    if (next > give_up) {
      // In real time asking has taken its time already.
      self.time_.WaitUntil(std::max(give_up, std::min(next, begin + kAskingTakes)));
      if (next > self.time_.Now()) return 0;
    } else {
      self.time_.WaitUntil(next);
    }
  }
}

double KnownLatency::AreaBetween(std::uint64_t begin, std::uint64_t end) const {
  double area = 0;
  for (const Written& write : written_) {
    const std::uint64_t from = std::max(write.called, begin);
    const std::uint64_t to = std::min(write.completed, end);
    if (to > from) area += static_cast<double>(to - from);
  }
  return area;
}

KnownLatency::Truth KnownLatency::OfClosedLoop(std::uint32_t queue_depth) const {
  if (written_.size() <= queue_depth || numbers_ > kMostWritten) return {};
  const std::uint64_t full = written_[queue_depth - 1].called, last = written_.back().called;
  std::vector<std::uint64_t> latencies;
  for (const Written& write : written_) {
    if (write.completed <= last) latencies.push_back(write.completed - write.called);
  }
  Truth truth = TruthOf(std::move(latencies));
  truth.kept_depth =
      AreaBetween(full, last) / static_cast<double>(std::max<std::uint64_t>(last - full, 1));
  return truth;
}

KnownLatency::Truth KnownLatency::OfOpenLoop(double rate) const {
  if (written_.empty() || numbers_ > kMostWritten) return {};
  const double apart = 1e9 / rate;
  const auto due_after = [&](std::size_t i) {
    return static_cast<std::uint64_t>(static_cast<double>(i) * apart);
  };
  // The loop began when the most punctual of its calls says.
  std::uint64_t begin = std::numeric_limits<std::uint64_t>::max();
  for (std::size_t i = 0; i < written_.size(); ++i)
    begin = std::min(begin, written_[i].called - due_after(i));
  std::vector<std::uint64_t> latencies;
  for (std::size_t i = 0; i < written_.size(); ++i)
    latencies.push_back(written_[i].completed - begin - due_after(i));
  Truth truth = TruthOf(std::move(latencies));
  const std::uint64_t lasted = std::max(written_.back().called - begin, due_after(written_.size()));
  truth.kept_depth =
      AreaBetween(begin, std::numeric_limits<std::uint64_t>::max()) / static_cast<double>(lasted);
  return truth;
}

}  // namespace wfx

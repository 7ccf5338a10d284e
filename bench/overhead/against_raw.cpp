#include "bench/overhead/against_raw.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <stdexcept>

#include "bench/overhead/chained_loop.h"
#include "reports/figures.h"
#include "runner/engine/clock.h"
#include "runner/engine/given_by_hand.h"
#include "runner/engine/load_routine.h"
#include "runner/engine/scene.h"

namespace wfx {
namespace {

constexpr char kFile[] = "data", kWriter[] = "writer";

// A file and a handle to it, as a scenario would be given them.
class Scene {
 public:
  Scene(const Win32Api& api, const TargetFacts& target, std::uint64_t size)
      : stage_(api, subject_, target, 1) {
    stage_.Establish(GivenFileNamed(kFile, Quantity::Bytes(static_cast<std::int64_t>(size))));
    stage_.Establish(GivenWriterNamed(kWriter, kFile));
  }
  HANDLE writer() { return stage_.HandleNamed(kWriter).value; }

 private:
  static Case Subject() {
    Case subject;
    subject.scenario = "overhead/against_raw";
    return subject;
  }
  const Case subject_ = Subject();
  Stage stage_;
};

// One length and one depth.
class Cell {
 public:
  Cell(const Win32Api& api, const AgainstRaw& how, const LoopSettings& settings)
      : how_(how),
        settings_(settings),
        raw_(api, {settings.handle, settings.length, settings.queue_depth, settings.size}),
        ours_(api, clock_, settings) {}

  void Run();
  std::vector<Row> Rows() const;

 private:
  double RunRaw();
  double RunOurs();
  double Writes() const {
    return static_cast<double>(ours_.bytes_completed()) / static_cast<double>(settings_.length);
  }

  const AgainstRaw& how_;
  const LoopSettings settings_;
  const Clock& clock_ = Clock::Get();
  ChainedLoop raw_;
  RoutineLoop ours_;
  double figures_ = 0;  // writes a second that the engine itself tells of its last slice
  std::vector<double> ratios_, controls_, told_, kept_, raw_nanoseconds_;
};

// Nanoseconds a write, from outside.
double Cell::RunRaw() {
  const std::uint64_t begin = clock_.Now();
  raw_.Run(how_.slice);
  return static_cast<double>(clock_.Between(begin, clock_.Now())) / how_.slice;
}

// The same; what the engine does before and after its interval counts too.
double Cell::RunOurs() {
  const double before = Writes();
  const std::uint64_t begin = clock_.Now();
  const Interval& interval = ours_.Run(std::chrono::seconds(60), {how_.slice, Duration{}});
  const auto took = static_cast<double>(clock_.Between(begin, clock_.Now()));
  if (ours_.broken()) throw std::runtime_error(ours_.Errors().front());
  figures_ = static_cast<double>(interval.writes) / interval.seconds;
  kept_.push_back(interval.kept_depth / settings_.queue_depth);
  return took / (Writes() - before);
}

void Cell::Run() {
  // Who is first, second and third: raw (0), raw again (1), ours (2).
  static constexpr std::array<std::array<int, 3>, 6> kOrders{
      {{0, 1, 2}, {2, 1, 0}, {1, 2, 0}, {0, 2, 1}, {2, 0, 1}, {1, 0, 2}}};
  raw_.Run(how_.slice);
  RunOurs();
  kept_.clear();
  for (std::uint32_t round = 0; round < how_.rounds; ++round) {
    std::array<double, 3> took{};
    for (const int turn : kOrders[round % kOrders.size()])
      took[static_cast<std::size_t>(turn)] = turn == 2 ? RunOurs() : RunRaw();
    ratios_.push_back(took[0] / took[2]);
    controls_.push_back(took[0] / took[1]);
    told_.push_back(figures_ * took[0] * 1e-9);
    raw_nanoseconds_.push_back(took[0]);
  }
}

std::vector<Row> Cell::Rows() const {
  const std::string where =
      ", " + Bytes(settings_.length) + ", depth " + std::to_string(settings_.queue_depth);
  Row ratio;
  ratio.metric = "IOPS / raw chain" + where;
  ratio.measured = Median(ratios_);
  ratio.bounds = BootstrapMedian(ratios_);
  ratio.goal = {.at_least = 0.99, .at_most = {}, .low_at_least = 0.985};
  ratio.control = Median(controls_);
  ratio.control_bounds = BootstrapMedian(controls_);
  ratio.note = "raw " + Fixed(Median(raw_nanoseconds_) / 1000, 1) + " us a write";
  Row told = ratio;
  told.metric = "IOPS as reported / raw chain" + where;
  told.measured = Median(told_);
  told.bounds = BootstrapMedian(told_);
  told.goal = {};
  told.control.reset();
  told.control_bounds.reset();
  told.note = "";
  Row kept;
  kept.metric = "depth kept / asked" + where;
  kept.measured = Median(kept_);
  kept.bounds = BootstrapMedian(kept_);
  kept.goal = {.at_least = 0.98, .at_most = {}, .low_at_least = {}};
  return {ratio, told, kept};
}

}  // namespace

std::vector<Row> CompareWithRaw(const Win32Api& api, const TargetFacts& target,
                                const AgainstRaw& how,
                                const std::function<void(const std::string&)>& say) {
  Scene scene(api, target, how.file_size);
  std::vector<Row> rows;
  for (const std::uint32_t length : how.lengths) {
    for (const std::uint32_t depth : how.depths) {
      say("against a raw chain, " + Bytes(length) + ", depth " + std::to_string(depth));
      LoopSettings settings;
      settings.name = "overhead";
      settings.handle = scene.writer();
      settings.length = length;
      settings.pattern = Load::Pattern::kRandom;
      settings.queue_depth = depth;
      settings.size = how.file_size;
      Cell cell(api, how, settings);
      cell.Run();
      for (Row& row : cell.Rows()) rows.push_back(std::move(row));
    }
  }
  return rows;
}

}  // namespace wfx

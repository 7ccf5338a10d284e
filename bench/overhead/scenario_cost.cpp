// What the harness itself costs for one scenario: engine, ledger, judge and record on the model,
// where the system under test costs next to nothing. Without the start of the scenario's thread,
// which is the system's, and without filling its file.
#include <benchmark/benchmark.h>

#include <filesystem>
#include <memory>
#include <utility>

#include "reports/record.h"
#include "runner/engine/judge.h"
#include "runner/engine/perform_case.h"
#include "runner/model/model.h"

namespace wfx {
namespace {

// One write of ten bytes to an empty file, reaped; its size and its bytes are judged.
Case OneWrite() {
  Case subject;
  subject.scenario = "overhead/one_write";
  subject.file = "one_write.json";
  GivenFile file;
  file.name = "data";
  subject.given.push_back({1, "file", file});
  GivenHandle handle;
  handle.name = "writer";
  handle.opens = "data";
  handle.access = GENERIC_WRITE;
  handle.flags = FILE_FLAG_OVERLAPPED;
  subject.given.push_back({2, "handle", handle});
  WriteStep write;
  write.handle = "writer";
  write.length = Quantity::Bytes(10);
  subject.when.push_back({3, "write", "w", "", "", write});
  WaitStep wait;
  wait.at_most = std::chrono::seconds(1);
  subject.when.push_back({4, "wait", "wait 1", "", "", wait});
  ExpectWrite completes;
  completes.write = "w";
  completes.completes_with = Quantity::Bytes(10);
  subject.then.push_back({5, "", completes});
  ExpectFile left;
  left.file = "data";
  left.size = Quantity::Bytes(10);
  subject.then.push_back({6, "", left});
  return subject;
}

class Scene {
 public:
  Scene() {
    target_.name = "model";
    target_.directory = "C:";
    traits_.waits_take_no_time = true;
  }

  Observation Perform() {
    Performance performance(api_, traits_, lot_, peers_, subject_, target_, {});
    performance.Run();
    return performance.TakeSeen();
  }
  Result Judged(Observation seen) const {
    return Judge(subject_, target_, std::move(seen), {}, "2026-01-01");
  }

 private:
  Model model_;
  const Win32Api api_ = model_.api();
  SystemTraits traits_;
  ParkingLot lot_{api_};
  std::shared_ptr<Peers> peers_ = std::make_shared<Peers>();
  const Case subject_ = OneWrite();
  TargetFacts target_;
};

void Perform(benchmark::State& state) {
  Scene scene;
  for (auto _ : state) benchmark::DoNotOptimize(scene.Perform());
}
BENCHMARK(Perform);

void PerformAndJudge(benchmark::State& state) {
  Scene scene;
  for (auto _ : state) {
    const Result result = scene.Judged(scene.Perform());
    if (result.verdict != Verdict::kPass) state.SkipWithError("the scenario does not pass");
  }
}
BENCHMARK(PerformAndJudge);

void PerformJudgeAndRecord(benchmark::State& state) {
  Scene scene;
  const auto file = std::filesystem::temp_directory_path() / "wfx-scenario-cost.json";
  {
    RecordWriter writer(file, {});
    for (auto _ : state) writer.Add(scene.Judged(scene.Perform()));
  }
  std::error_code ignored;
  std::filesystem::remove(file, ignored);
  std::filesystem::remove(file.string() + ".journal", ignored);
}
BENCHMARK(PerformJudgeAndRecord);

}  // namespace
}  // namespace wfx

BENCHMARK_MAIN();

// What the harness itself costs for one scenario: engine, ledger, judge and record on the model.
// Without the start of the scenario's thread, which is the system's, and without filling its file.
// The model is the system under test here: what CallsAlone takes is not the harness's. On a quiet
// 2-core virtual machine: CallsAlone 3.4 us, Perform 7.4 us, with judging 7.9 us, with the record's
// line 11.2 us; so that the harness itself takes 4.0, 4.5 and 7.8 us.
//
// Where the time of Perform goes, by samples:
//   52 %  the model: CreateFileW 18, WriteFileEx 15, CloseHandle 6, DeleteFileW 6, others 7. Of all
//         that, 7 are a system call that asks whether the caller's memory is there.
//   21 %  scene and steps
//   11 %  the case's own copy, made because a case that hangs is left behind, and its Performance
//   13 %  the end: draining, reading back, composing, what is looked at last
//    3 %  the rest
// 4 % are page faults of the memory that is kept for good, 7 % the harness's own allocation, 5 %
// its reading of the clock.
#include <benchmark/benchmark.h>

#include <array>
#include <filesystem>
#include <iterator>
#include <memory>
#include <utility>

#include "reports/record.h"
#include "runner/engine/given_by_hand.h"
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
  GiveFileAndWriter(subject);
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

void CALLBACK Ignore(DWORD, DWORD, LPOVERLAPPED) {}

// The calls that performing the scenario makes, in their order, with nothing around them.
BOOL MakeCalls(const Win32Api& api) {
  constexpr char16_t kText[] = u"C:\\wfx_overhead_one_write_data";
  const WideString path(std::begin(kText), std::end(kText) - 1);
  const auto open = [&](DWORD access, DWORD disposition, DWORD flags) {
    return api.CreateFileW(path.c_str(), access, FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr,
                           disposition, flags, nullptr);
  };
  api.CloseHandle(open(GENERIC_READ | GENERIC_WRITE, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL));
  const HANDLE writer = open(GENERIC_WRITE, OPEN_EXISTING, FILE_FLAG_OVERLAPPED);
  std::array<char, 10> bytes{};
  OVERLAPPED overlapped{};
  api.SetLastError(0);
  api.WriteFileEx(writer, bytes.data(), bytes.size(), &overlapped, &Ignore);
  benchmark::DoNotOptimize(api.GetLastError());
  api.SleepEx(0, TRUE);
  api.SleepEx(0, TRUE);
  api.CloseHandle(writer);
  const HANDLE reader = open(GENERIC_READ, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL);
  LARGE_INTEGER size{};
  api.GetFileSizeEx(reader, &size);
  OVERLAPPED where{};
  DWORD got = 0;
  api.ReadFile(reader, bytes.data(), bytes.size(), &got, &where);
  api.CloseHandle(reader);
  return api.DeleteFileW(path.c_str()) && got == bytes.size();
}

void CallsAlone(benchmark::State& state) {
  Model model;
  const Win32Api api = model.api();
  for (auto _ : state) {
    if (!MakeCalls(api)) state.SkipWithError("the calls do not do what the scenario's do");
  }
}
BENCHMARK(CallsAlone);

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

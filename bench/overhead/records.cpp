#include "bench/overhead/records.h"

#include <chrono>
#include <stdexcept>
#include <string>
#include <system_error>

#include "reports/figures.h"
#include "reports/record.h"
#include "reports/report.h"
#include "reports/sample.h"
#include "runner/process/program.h"

namespace wfx {
namespace {

RunRecord RecordOf(std::size_t results) {
  RunRecord record = SampleConformance();
  const std::vector<Result> kinds = record.results;
  record.results.clear();
  for (std::size_t i = 0; i < results; ++i) {
    Result result = kinds[i % kinds.size()];
    result.case_id = "number=" + std::to_string(i);
    record.results.push_back(std::move(result));
  }
  record.planned = results;
  return record;
}

class Stopwatch {
 public:
  // Seconds since it was made, or since the last call.
  double Lap() {
    const auto now = std::chrono::steady_clock::now();
    const std::chrono::duration<double> lap = now - last_;
    last_ = now;
    return lap.count();
  }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

Row Seconds(const std::string& metric, double measured) {
  Row row;
  row.metric = metric;
  row.unit = "s";
  row.measured = measured;
  return row;
}

}  // namespace

std::vector<Row> MeasureRecords(std::size_t results) {
  const RunRecord record = RecordOf(results);
  const std::filesystem::path folder = MakeTemporaryFolder("wfx-overhead-");
  const std::filesystem::path file = folder / "record.json";
  Stopwatch watch;
  const std::string text = ToJson(record);
  WriteFileWhole(file, text);
  const double written = watch.Lap();
  const RunRecord back = ReadRecord(file);
  const double read = watch.Lap();
  const std::string report = ToMarkdown({back});
  const double reported = watch.Lap();
  if (back.results.size() != results || report.empty())
    throw std::runtime_error("a record of " + Count(results, "result") + " comes back with " +
                             std::to_string(back.results.size()));
  RunRecord begun = record;
  begun.results.clear();
  watch.Lap();
  {
    RecordWriter writer(file, begun);
    for (const Result& result : record.results) writer.Add(result);
    writer.Finish(record.run.end);
  }
  const double journal = watch.Lap();
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  Row whole = Seconds("a record of " + Count(results, "result") + " written, read, reported",
                      written + read + reported);
  whole.goal.at_most = 0.35;
  whole.note = Fixed(written, 3) + " + " + Fixed(read, 3) + " + " + Fixed(reported, 3) + " s, " +
               Fixed(static_cast<double>(text.size()) / (1 << 20), 1) + " MiB";
  Row flushed = Seconds("the same results one by one, each flushed", journal);
  flushed.note = "spread over a run";
  return {whole, flushed};
}

}  // namespace wfx

#include "bench/overhead/start.h"

#include <chrono>
#include <optional>
#include <stdexcept>
#include <system_error>

#include "reports/figures.h"
#include "reports/record.h"
#include "runner/process/child.h"
#include "runner/process/program.h"

namespace wfx {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kLongestStart{60};

constexpr char kScenario[] = R"({
  "title": "One write completes",
  "requirements": ["completion.runs_once"],
  "given": [
    { "file": "data", "size": "4 KiB" },
    { "handle": "writer", "opens": "data", "access": ["GENERIC_WRITE"], "flags": ["FILE_FLAG_OVERLAPPED"] }
  ],
  "load": { "handle": "writer", "length": "4 KiB", "pattern": "sequential", "queue_depth": 1 },
  "measure": { "writes": 1, "warm_up": "0 ms", "repeat": 1 }
}
)";

constexpr char kRequirement[] = R"({
  "area": "completion",
  "requirements": [
    {
      "id": "runs_once",
      "statement": "After WriteFileEx returns TRUE its completion routine runs exactly once.",
      "level": "must",
      "grade": "D,T",
      "sources": ["files:WFX-GEN-001"],
      "verified_on_windows": "none"
    }
  ]
}
)";

// Removed again with all that is in it.
class Folder {
 public:
  Folder() : path_(MakeTemporaryFolder("wfx-overhead-")) {}
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

struct Command {
  std::string program;
  std::vector<std::string> arguments;
};

// Milliseconds.
double TimeOf(const Command& command) {
  const auto begin = std::chrono::steady_clock::now();
  Child child(command.program, command.arguments);
  const std::optional<std::uint32_t> code = child.End(kLongestStart);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
  if (code == 0u) return took.count();
  throw std::runtime_error(command.program + (code
                                                  ? " ended with exit code " + std::to_string(*code)
                                                  : " did not end within 60 s"));
}

Row Compare(const std::string& metric, const Command& minimal, const Command& ours,
            std::uint32_t rounds) {
  TimeOf(minimal);
  TimeOf(ours);
  std::vector<double> ratios, controls, times, least;
  for (std::uint32_t round = 0; round < rounds; ++round) {
    const double first = TimeOf(minimal);
    const double whole = TimeOf(ours);
    const double second = TimeOf(minimal);
    // The minimal program before it and after it.
    ratios.push_back(whole / ((first + second) / 2));
    controls.push_back(round % 2 == 0 ? first / second : second / first);
    times.push_back(whole);
    least.push_back((first + second) / 2);
  }
  Row row;
  row.metric = metric;
  row.digits = 2;
  row.measured = Median(ratios);
  row.bounds = BootstrapMedian(ratios);
  row.goal.at_most = 1.6;
  row.note = Fixed(Median(times), 0) + " ms against " + Fixed(Median(least), 0) +
             " ms; two minimal ones differ by " + Fixed(100 * (Median(controls) - 1), 1) + " %";
  return row;
}

std::string Beside(const fs::path& folder, const std::string& name) {
  fs::path path = folder / name;
  path += PathOf(ProgramPath()).extension();
  return TextOf(path);
}

}  // namespace

std::vector<Row> CompareStarts(const Starts& how,
                               const std::function<void(const std::string&)>& say) {
  const std::string minimal = Beside(how.programs, "wfx-minimal-write");
  const std::string bench = Beside(how.programs, "wfx-bench");
  std::vector<Row> rows(2);
  rows[0].metric = "start, one write, record, exit / minimal program";
  rows[1].metric = rows[0].metric + ", all scenarios";
  std::error_code ignored;
  for (const std::string& program : {minimal, bench}) {
    if (fs::exists(PathOf(program), ignored)) continue;
    for (Row& row : rows) row.note = "there is no " + TextOf(PathOf(program).filename()) + " here";
    return rows;
  }
  const Folder alone, beside, scratch;
  fs::create_directories(alone.path() / "requirements");
  for (const Folder* folder : {&alone, &beside}) {
    fs::create_directories(folder->path() / "overhead");
    WriteFileWhole(folder->path() / "overhead/one_write.json", kScenario);
  }
  WriteFileWhole(alone.path() / "requirements/completion.json", kRequirement);
  const Command raw{minimal,
                    {TextOf(scratch.path() / "data"), TextOf(scratch.path() / "minimal.json")}};
  std::vector<std::string> common{"--record", TextOf(scratch.path() / "record.json")};
  if (!how.target.empty()) common.insert(common.end(), {"--target", how.target});
  common.insert(common.end(), {"--only", "overhead/one_write@*", "--scenarios"});
  Command one{bench, common}, all{bench, common};
  one.arguments.push_back(TextOf(alone.path()));
  say("start to exit of one scenario");
  rows[0] = Compare(rows[0].metric, raw, one, how.rounds);
  if (how.catalogue.empty()) {
    rows[1].note = "there is no folder \"scenarios\" here";
    return rows;
  }
  all.arguments.insert(all.arguments.end(),
                       {TextOf(how.catalogue), "--scenarios", TextOf(beside.path())});
  say("start to exit among all scenarios");
  rows[1] = Compare(rows[1].metric, raw, all, how.rounds);
  rows[1].goal = {};
  return rows;
}

}  // namespace wfx

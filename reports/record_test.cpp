#include "reports/record.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "reports/sample.h"
#include "reports/scratch.h"
#include "runner/json_text.h"

namespace wfx {
namespace {

RunRecord FromText(const ScratchFolder& folder, const std::string& text) {
  WriteText(folder / "record.json", text);
  return ReadRecord(folder / "record.json");
}

// What reading `text` says is wrong, without the folder.
std::string ErrorOf(const ScratchFolder& folder, const std::string& text) {
  try {
    FromText(folder, text);
  } catch (const JsonError& error) {
    return std::to_string(error.line) + ": " + error.message;
  }
  return "no error";
}

TEST(Record, ComesBackAsItWas) {
  const ScratchFolder folder;
  for (const RunRecord& record :
       {SampleConformance(), SampleBenchmark(), SampleElsewhere(), RunRecord()}) {
    const std::string text = ToJson(record);
    const RunRecord back = FromText(folder, text);
    EXPECT_EQ(ToJson(back), text);
    EXPECT_EQ(back.run.seed, record.run.seed);
    EXPECT_EQ(back.planned, record.planned);
    ASSERT_EQ(back.results.size(), record.results.size());
    for (std::size_t i = 0; i < record.results.size(); ++i) {
      EXPECT_EQ(back.results[i].verdict, record.results[i].verdict);
      EXPECT_EQ(back.results[i].findings, record.results[i].findings);
      EXPECT_EQ(back.results[i].observation.writes.size(),
                record.results[i].observation.writes.size());
    }
    EXPECT_EQ(back.measurements.size(), record.measurements.size());
    EXPECT_TRUE(back.warnings.empty());
  }
}

TEST(Record, KeepsWhatWritesWereIssuedWith) {
  const ScratchFolder folder;
  RunRecord record = SampleBenchmark();
  record.measurements.front().api = "WriteFile with event";
  const std::string text = ToJson(record);
  EXPECT_NE(text.find("\"api\": \"WriteFile with event\""), text.npos) << text;
  EXPECT_EQ(FromText(folder, text).measurements.front().api, "WriteFile with event");
  // A record from before there was a choice.
  std::string old = text;
  const std::string member = "\"api\": \"WriteFile with event\", ";
  old.erase(old.find(member), member.size());
  EXPECT_EQ(FromText(folder, old).measurements.front().api, "WriteFileEx");
}

TEST(Record, KeepsWhatMayBeDestroyed) {
  const ScratchFolder folder;
  RunRecord record = SampleConformance();
  EXPECT_EQ(ToJson(record).find("sacrificial_disk"), std::string::npos);
  TargetFacts& target = record.targets.front();
  target.sacrificial_volume = "\\\\.\\V:";
  target.sacrificial_disk = "\\\\.\\PhysicalDrive1";
  target.raw_volume = "\\\\.\\W:";
  target.sacrificial_file_system = "FAT32";
  target.serial_port = "\\\\.\\COM3";
  target.remote = true;
  target.bindings.volume_size = 4096;
  target.bindings.file_system_size = 3584;
  target.bindings.volume_start = 1024;
  target.bindings.boot_area = 512;
  target.bindings.cluster = 65'536;
  target.bindings.free_space = 1 << 20;
  target.bindings.maximum_file_size = 1 << 30;
  const TargetFacts back = FromText(folder, ToJson(record)).targets.front();
  EXPECT_EQ(back.sacrificial_volume, target.sacrificial_volume);
  EXPECT_EQ(back.sacrificial_disk, target.sacrificial_disk);
  EXPECT_EQ(back.raw_volume, target.raw_volume);
  EXPECT_EQ(back.sacrificial_file_system, "FAT32");
  EXPECT_EQ(back.serial_port, target.serial_port);
  EXPECT_TRUE(back.remote);
  EXPECT_EQ(back.bindings, target.bindings);
  target.sacrificial_volume = "";
  const TargetFacts alone = FromText(folder, ToJson(record)).targets.front();
  EXPECT_EQ(alone.sacrificial_volume, "");
  EXPECT_EQ(alone.raw_volume, target.raw_volume);
}

TEST(Record, KeepsWhatWasDeclaredAndWhatAShareIs) {
  const ScratchFolder folder;
  RunRecord record = SampleElsewhere();
  EXPECT_EQ(ToJson(record).find("\"declared\""), std::string::npos);
  EXPECT_EQ(ToJson(record).find("\"protocol\""), std::string::npos);
  record.targets.front().protocol = "SMB 3.1.1";
  record.targets.front().share = {"scale_out", "cluster"};
  using Outcome = Declared::Outcome;
  record.declared = {{"default", "sector 512", Outcome::kHeld, "", "vendor.json", 3},
                     {"default", "capability mailslots", Outcome::kUnclaimed, "", "", 0}};
  EXPECT_TRUE(Held(record));
  record.declared.push_back(
      {"default", "capability oplocks", Outcome::kFailed, "no oplocks here", "vendor.json", 4});
  EXPECT_FALSE(Held(record));
  const RunRecord back = FromText(folder, ToJson(record));
  EXPECT_EQ(back.declared, record.declared);
  EXPECT_EQ(back.targets.front().protocol, "SMB 3.1.1");
  EXPECT_EQ(back.targets.front().share, record.targets.front().share);
  EXPECT_EQ(ToJson(back), ToJson(record));
  std::string wrong = ToJson(record);
  wrong.replace(wrong.find("unclaimed"), 9, "forgotten");
  EXPECT_NE(ErrorOf(folder, wrong)
                .find("outcome \"forgotten\" is none of held, failed or "
                      "unclaimed"),
            std::string::npos);
}

TEST(Record, HasOneResultALineAndNoCarriageReturn) {
  const std::string text = ToJson(SampleConformance());
  EXPECT_EQ(text.find('\r'), text.npos);
  std::size_t lines = 0;
  for (std::size_t at = 0; (at = text.find("\n    {\"scenario\": \"", at)) != text.npos; ++at)
    ++lines;
  EXPECT_EQ(lines, SampleConformance().results.size() + 1);  // and one deviation
}

TEST(Record, HasTheKeysPeopleRelyOn) {
  const JsonNode tree = ParseJson(ToJson(SampleBenchmark()), "record");
  std::vector<std::string> keys;
  for (const auto& [key, value] : tree.members) keys.push_back(key);
  EXPECT_EQ(keys, (std::vector<std::string>{"format", "run", "environment", "system", "targets",
                                            "scenarios", "requirements", "deviations", "results",
                                            "measurements", "counts"}));
  const JsonNode& measurement = tree.GetItems("measurements", "record").front();
  EXPECT_EQ(measurement.Get("latency_ns", "record").GetUnsigned("p99_9", "record"), 123'400u);
  EXPECT_EQ(measurement.GetNumber("own_cost_ns", "record"), 61.5);
  EXPECT_EQ(measurement.Get("histogram", "record").GetString("unit", "record"), "ns");
  EXPECT_EQ(measurement.Get("histogram", "record").GetItems("counts", "record").size(), 3u);
}

TEST(Record, KeepsWhatWritesWere) {
  const ScratchFolder folder;
  RunRecord record = SampleBenchmark();
  const std::string plain = ToJson(record);
  for (const char* key : {"\"lengths\"", "\"handles\"", "\"verified_blocks\""})
    EXPECT_EQ(plain.find(key), plain.npos) << key;
  Measurement& measurement = record.measurements.front();
  measurement.lengths = {{4096, 0.7, 175'000}, {65536, 0.3, 75'000}};
  measurement.handles = {"first", "second"};
  measurement.verified_blocks = 16'384;
  const Measurement back = FromText(folder, ToJson(record)).measurements.front();
  ASSERT_EQ(back.lengths.size(), 2u);
  EXPECT_EQ(back.lengths[1].length, 65536u);
  EXPECT_EQ(back.lengths[1].share, 0.3);
  EXPECT_EQ(back.lengths[1].writes, 75'000u);
  EXPECT_EQ(back.handles, measurement.handles);
  EXPECT_EQ(back.verified_blocks, 16'384u);
}

TEST(Record, IgnoresKeysItDoesNotKnow) {
  const ScratchFolder folder;
  std::string text = ToJson(SampleConformance());
  text.insert(text.find("\"id\""), R"("new_in_version_2": [1, {"a": null}], )");
  EXPECT_EQ(ToJson(FromText(folder, text)), ToJson(SampleConformance()));
}

TEST(Record, SaysWhatIsWrongAndWhere) {
  const ScratchFolder folder;
  EXPECT_EQ(ErrorOf(folder, "{\n\"format\": \"wfx-record/2\"}"),
            "2: format \"wfx-record/2\"; this version reads \"wfx-record/1\"");
  EXPECT_EQ(ErrorOf(folder,
                    "{\n\"format\": \"wfx-record/1\",\n\"results\": [\n{\"scenario\": \"a/b\", "
                    "\"target\": \"t\",\n"
                    "\"verdict\": \"passed\"}]}"),
            "5: verdict \"passed\" is none of pass, fail, xfail, xpass, not_run, blocked, observed "
            "or error");
  EXPECT_NE(ErrorOf(folder, "{\n\"format\": \"wfx-record/1\",\n\"run\": 5}")
                .find("3: \"run\": expected an object"),
            std::string::npos);
  EXPECT_NE(ErrorOf(folder, "{}").find("lacks the key \"format\""), std::string::npos);
  EXPECT_NE(ErrorOf(folder, "{\n\"format\": \"wfx-record/1\",\n\"run\": {\"repeat\": 4294967296}}")
                .find("3: \"repeat\""),
            std::string::npos);
  EXPECT_NE(ErrorOf(folder, "").find("1: "), std::string::npos);
}

TEST(Record, ReadsAnyLayout) {
  const ScratchFolder folder;
  std::string text = ToJson(SampleConformance());
  for (std::size_t at = 0; (at = text.find("\n    ", at)) != text.npos;) text.replace(at, 5, "\n");
  EXPECT_EQ(ToJson(FromText(folder, text)), ToJson(SampleConformance()));
  for (std::size_t at = 0; (at = text.find('\n', at)) != text.npos;) text.erase(at, 1);
  EXPECT_EQ(ToJson(FromText(folder, text)), ToJson(SampleConformance()));
}

TEST(Record, NamesTheLineOfABadResult) {
  const ScratchFolder folder;
  const std::string whole = ToJson(SampleConformance());
  const std::size_t place = whole.find("\"verdict\": \"xfail\"");
  const auto line =
      1 + std::count(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(place), '\n');
  std::string text = whole;
  text.replace(place, 18, "\"verdict\": \"xfial\"");
  EXPECT_EQ(ErrorOf(folder, text).substr(0, 19), std::to_string(line) + ": verdict \"xfial\"");
  text = whole;
  text.insert(place, "}");
  EXPECT_EQ(ErrorOf(folder, text).substr(0, 4), std::to_string(line) + ": ");
  text = whole;
  text.erase(text.find("},\n", place) + 1, 1);  // the comma after that result
  EXPECT_EQ(ErrorOf(folder, text).substr(0, 4), std::to_string(line + 1) + ": ");
}

TEST(Record, NamesTheFileThatCannotBeRead) {
  const ScratchFolder folder;
  try {
    ReadRecord(folder / "missing.json");
    FAIL() << "read a file that is not there";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("missing.json"), std::string::npos);
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
  }
}

TEST(Record, KnowsWhetherTheRunHeldAndIsWhole) {
  EXPECT_FALSE(Held(SampleConformance()));
  EXPECT_TRUE(Held(SampleElsewhere()));
  EXPECT_FALSE(Held(SampleBenchmark()));  // one measurement failed
  EXPECT_TRUE(IsComplete(SampleElsewhere()));
  RunRecord record = SampleElsewhere();
  record.results.pop_back();
  EXPECT_FALSE(IsComplete(record));
  record = SampleElsewhere();
  record.run.end.clear();
  EXPECT_FALSE(IsComplete(record));
}

TEST(WriteFileWhole, ReplacesAndLeavesNothingBeside) {
  const ScratchFolder folder;
  const std::filesystem::path file = folder / "x.json";
  WriteFileWhole(file, "one\n");
  WriteFileWhole(file, "two\n");
  EXPECT_EQ(ReadText(file), "two\n");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
  EXPECT_THROW(WriteFileWhole(folder / "none/x.json", "x"), std::runtime_error);
}

}  // namespace
}  // namespace wfx

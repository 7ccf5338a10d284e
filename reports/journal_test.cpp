#include "reports/journal.h"

#include <gtest/gtest.h>

#include "reports/record.h"
#include "reports/sample.h"
#include "reports/scratch.h"
#include "runner/json_text.h"

namespace wfx {
namespace {

RunRecord Begun(const RunRecord& whole) {
  RunRecord begun = whole;
  begun.run.end.clear();
  begun.results.clear();
  begun.measurements.clear();
  return begun;
}

void AddAll(RecordWriter& writer, const RunRecord& whole) {
  for (const Result& result : whole.results) writer.Add(result);
  for (const Measurement& measurement : whole.measurements) writer.Add(measurement);
}

TEST(Journal, BecomesTheRecordWhenTheRunEnds) {
  const ScratchFolder folder;
  for (const RunRecord& whole : {SampleConformance(), SampleBenchmark()}) {
    const std::filesystem::path file = folder / "out/record.json";
    RecordWriter writer(file, Begun(whole));
    AddAll(writer, whole);
    EXPECT_TRUE(std::filesystem::exists(JournalOf(file)));
    writer.Finish(whole.run.end);
    EXPECT_FALSE(std::filesystem::exists(JournalOf(file)));
    EXPECT_EQ(ReadText(file), ToJson(whole));
  }
}

TEST(Journal, HoldsAllThatWasAddedWhenTheRunDoesNotEnd) {
  const ScratchFolder folder;
  const RunRecord whole = SampleConformance();
  {
    RecordWriter writer(folder / "record.json", Begun(whole));
    AddAll(writer, whole);
  }
  RunRecord read = ReadRecord(folder / "record.json.journal");
  EXPECT_FALSE(IsComplete(read));
  read.run.end = whole.run.end;
  EXPECT_EQ(ToJson(read), ToJson(whole));
  EXPECT_TRUE(read.warnings.empty());
}

TEST(Journal, TheSameCaseAgainReplacesTheEarlierResult) {
  const ScratchFolder folder;
  const RunRecord whole = SampleConformance();
  RecordWriter writer(folder / "record.json", Begun(whole));
  AddAll(writer, whole);
  Result late = whole.results[1];
  late.verdict = Verdict::kFail;
  writer.Add(late);
  EXPECT_EQ(writer.record().results.size(), whole.results.size());
  const RunRecord read = ReadRecord(folder / "record.json.journal");
  ASSERT_EQ(read.results.size(), whole.results.size());
  EXPECT_EQ(read.results[1].verdict, Verdict::kFail);
}

TEST(Journal, LosesAtMostItsTornLastLine) {
  const ScratchFolder folder;
  const RunRecord whole = SampleConformance();
  {
    RecordWriter writer(folder / "record.json", Begun(whole));
    AddAll(writer, whole);
  }
  const std::string text = ReadText(folder / "record.json.journal");
  const std::size_t last_line = text.rfind('\n', text.size() - 2) + 1;
  for (const std::size_t kept : {last_line + 1, last_line + 40, text.size() - 1}) {
    const RunRecord read = ReadJournal(text.substr(0, kept), "j");
    EXPECT_EQ(read.results.size(), whole.results.size() - 1);
    ASSERT_EQ(read.warnings.size(), 1u);
    EXPECT_EQ(read.warnings[0],
              "j:10: the last line was being written when the run died; it is left out");
  }
  EXPECT_TRUE(ReadJournal(text.substr(0, last_line), "j").warnings.empty());
}

TEST(Journal, NamesTheLineOfDamageInTheMiddle) {
  const std::string head = JournalHead(SampleConformance()) + "\n";
  try {
    ReadJournal(head + "{\"result\": {\"scenario\": \n{}\n", "j");
    FAIL() << "read a damaged journal";
  } catch (const JsonError& error) {
    EXPECT_EQ(error.line, 2);
    EXPECT_EQ(error.file, "j");
  }
  EXPECT_THROW(ReadJournal(head.substr(0, 50), "j"), JsonError);
}

TEST(Journal, OfALaterRunIsMentioned) {
  const ScratchFolder folder;
  WriteText(folder / "record.json", ToJson(SampleConformance()));
  EXPECT_TRUE(ReadRecord(folder / "record.json").warnings.empty());
  const RecordWriter writer(folder / "record.json", Begun(SampleConformance()));
  EXPECT_EQ(ReadRecord(folder / "record.json").warnings.size(), 1u);
}

TEST(Journal, SaysWhereItCannotWrite) {
  const ScratchFolder folder;
  WriteText(folder / "file", "");
  try {
    const RecordWriter writer(folder / "file/record.json", {});
    FAIL() << "wrote below a file";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("record.json.journal"), std::string::npos);
  }
}

}  // namespace
}  // namespace wfx

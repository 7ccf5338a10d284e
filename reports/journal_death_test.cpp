// Kills a process in the middle of writing a record, as a crash or a power switch would.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include "reports/record.h"
#include "reports/sample.h"
#include "reports/scratch.h"

namespace wfx {
namespace {

constexpr std::uint32_t kAnnounced = 200;

// Adds results without end; says on `announce` when the first ones are in.
[[noreturn]] void WriteForever(const std::filesystem::path& file, int announce) {
  RunRecord begun = SampleConformance();
  Result result = begun.results.front();
  begun.results.clear();
  begun.run.end.clear();
  begun.planned = 1'000'000;
  RecordWriter writer(file, begun);
  for (std::uint32_t n = 0;; ++n) {
    result.case_id = "n=" + std::to_string(n);
    writer.Add(result);
    if (n + 1 == kAnnounced && write(announce, "x", 1) != 1) _exit(1);
  }
}

TEST(JournalDeath, EveryResultAddedBeforeTheKillIsReadBack) {
  const ScratchFolder folder;
  int announce[2];
  ASSERT_EQ(pipe(announce), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) WriteForever(folder / "record.json", announce[1]);
  close(announce[1]);
  char byte;
  ASSERT_EQ(read(announce[0], &byte, 1), 1);
  close(announce[0]);
  ASSERT_EQ(kill(child, SIGKILL), 0);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));

  EXPECT_FALSE(std::filesystem::exists(folder / "record.json"));
  const RunRecord read = ReadRecord(folder / "record.json.journal");
  EXPECT_FALSE(IsComplete(read));
  EXPECT_EQ(read.run.id, SampleConformance().run.id);
  EXPECT_EQ(read.planned, 1'000'000u);
  ASSERT_GE(read.results.size(), kAnnounced);
  for (std::size_t n = 0; n < read.results.size(); ++n)
    EXPECT_EQ(read.results[n].case_id, "n=" + std::to_string(n));
  EXPECT_LE(read.warnings.size(), 1u);
}

}  // namespace
}  // namespace wfx

#include "bench/summary.h"

#include <algorithm>
#include <cmath>
#include <iostream>
#include <sstream>

#include "reports/declared.h"
#include "reports/figures.h"
#include "reports/sections.h"
#include "runner/engine/load_ticket.h"
#include "runner/process/program.h"

namespace wfx {
namespace {

constexpr char kRed[] = "\033[31m", kGreen[] = "\033[32m", kPlain[] = "\033[0m";

std::string Coloured(const char* colour, const std::string& text) {
  const bool wanted = OutputIsWatched() && EnvironmentVariable("NO_COLOR").empty();
  return wanted ? colour + text + kPlain : text;
}

std::string Seconds(std::chrono::nanoseconds duration) {
  const double seconds = std::chrono::duration<double>(duration).count();
  std::ostringstream text;
  text << (seconds < 10 ? std::round(seconds * 10) / 10 : std::round(seconds)) << " s";
  return text.str();
}

std::string Cases(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " case" : " cases");
}

// Reads the queue of routines once more, so that a late one is noticed.
void LetLateRoutinesRun(Session& session) { session.api().SleepEx(0, TRUE); }

std::string LateLine(const LateWrite& late) {
  return "write " + std::to_string(late.number) +
         ": its completion routine ran after the end of the measurement" +
         (late.runs > 1 ? ", and " + std::to_string(late.runs - 1) + " more" : "");
}

std::string Failure(const Session& session, const Measurement& measurement) {
  std::string text = "\n" + Coloured(kRed, "error") + " " + measurement.FullId() + "\n";
  for (const std::string& error : measurement.errors) text += "  " + error + "\n";
  return text + "  again: " + session.RerunCommand(measurement.FullId()) + "\n";
}

}  // namespace

std::string Announcement(const Session& session,
                         const std::vector<std::unique_ptr<LoadBenchmark>>& loads,
                         double own_cost_ns) {
  std::chrono::nanoseconds planned{};
  for (const auto& load : loads) planned += load->planned();
  return "Measuring " + Cases(loads.size()) + " for " +
         (session.options().gate.empty() ? "" : "at most ") + Seconds(planned) + "; latencies by " +
         session.record().environment.clock + "; own cost " + Fixed(own_cost_ns, 0) +
         " ns a write\n";
}

void AmendLate(Session& session) {
  LetLateRoutinesRun(session);
  for (const LateWrite& late : LateWrites()) {
    for (const Measurement& measurement : session.record().measurements) {
      if (measurement.FullId() != late.name) continue;
      Measurement amended = measurement;
      amended.errors.push_back(LateLine(late));
      amended.latency = amended.call = Latency{};
      amended.histogram = HistogramData{};
      amended.repetition_latency.clear();
      session.Add(amended);
      break;
    }
  }
}

bool Holds(const Session& session) {
  const RunRecord& record = session.record();
  return IsComplete(record) && Held(record) && session.trouble().empty();
}

std::string Summary(const Session& session) {
  const RunRecord& record = session.record();
  Document document;
  const std::vector<RunRecord> records{record};
  const Comparison comparison(records);
  AddMeasurements(document, comparison);
  std::string text = "\n" + RenderText(document);
  std::size_t failed = 0, not_run = 0;
  for (const Measurement& measurement : record.measurements) {
    if (!measurement.reason.empty()) ++not_run;
    if (measurement.errors.empty()) continue;
    ++failed;
    text += Failure(session, measurement);
  }
  if (!session.trouble().empty()) text += "\n" + session.trouble() + "\n";
  text += DeclaredText(record);
  const bool held = Holds(session);
  text += "\n" + Coloured(held ? kGreen : kRed, held ? "HELD" : "FAILED") + ": " +
          Cases(record.measurements.size()) + ": " +
          std::to_string(record.measurements.size() - failed - not_run) + " measured";
  if (failed != 0) text += ", " + std::to_string(failed) + " failed";
  if (not_run != 0) text += ", " + std::to_string(not_run) + " not run";
  text += "\n";
  if (!session.options().record.empty()) text += "record: " + session.options().record + "\n";
  return text;
}

void EndHangingRun(Session& session, const std::string& full_id, std::chrono::nanoseconds bound) {
  const std::string line = "the system hangs: a repetition has not ended after " + Seconds(bound);
  for (const SelectedCase& selected : session.cases()) {
    if (selected.full_id != full_id) continue;
    Measurement measurement = EmptyMeasurement(session, selected);
    measurement.errors.push_back(line);
    // The thread that hangs is inside the system under test, not inside the session. The journal is
    // flushed with every entry.
    session.Add(measurement);
  }
  std::cout.flush();
  std::cerr << "\nwfx-bench: " << full_id << ": " << line
            << "; the run ends here\n  again: " << session.RerunCommand(full_id) << "\n";
  if (!session.options().record.empty()) {
    std::cerr << "  what was done is in " << session.options().record << ".journal\n";
  }
  std::cerr.flush();
  EndNow(kBroken);
}

}  // namespace wfx

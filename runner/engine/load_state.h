// What a load keeps from its scene to its end: load.cpp runs it, load_threads.cpp says what its
// threads do.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "runner/engine/histogram.h"
#include "runner/engine/load.h"
#include "runner/engine/load_crew.h"
#include "runner/engine/load_loop.h"
#include "runner/engine/load_reader.h"
#include "runner/engine/scene.h"

namespace wfx {

struct LoadRun::State {
  State(const Win32Api& table, const Case& what, const TargetFacts& where, const LoadOptions& how)
      : api(table),
        subject(what),
        target(where),
        options(how),
        load(*what.load),
        full_id(FullIdOf(what.scenario, what.case_id, where.name)),
        measurement(EmptyMeasurement(what, where.name)) {
    measurement.own_cost_ns = how.own_cost_ns;
  }

  void SetTheScene();
  void SetLengths(LoopSettings& settings) const;
  void CheckBlocks(const LoopSettings& settings) const;
  LoopSettings Settings(const std::string& handle) const;
  std::vector<LoopSettings> SettingsOfThreads();
  std::string LabelOf(const std::string& handle, std::uint32_t thread) const;
  std::uint32_t PartsOf(const std::string& handle) const;
  std::uint32_t PartOf(const std::string& handle) const;
  void TakePart(LoopSettings& settings, std::uint32_t part, std::uint32_t parts) const;
  std::string OpenAnother(const std::string& name, std::uint32_t thread);
  void WriteThrough(const std::string& handle, LoopSettings& settings) const;
  const StagedFile* FileBehind(const std::string& handle) const;
  Duration RunFor() const { return options.run_for.value_or(subject.measure.run_for); }
  double MeanLength() const;
  LoopEnd End() const;
  Duration WarmUp() const;
  void Warm();
  void WaitUntilSteady();
  void Count(const Interval& interval);
  void EndReader();
  double AchievedRate() const;
  void KeepErrors();
  void ExamineFiles();

  const Win32Api& api;
  const Case& subject;
  const TargetFacts& target;
  const LoadOptions options;
  const Load& load;
  const std::string full_id;
  std::shared_ptr<Stage> stage;
  std::unique_ptr<LoadCrew> loop;  // none when the scene could not be set
  std::unique_ptr<LoadReader> reader;
  bool warm = false, leave_stage = false;
  Histogram latency, call, lag;
  double depth_seconds = 0, pending = 0, asked_seconds = 0;
  Measurement measurement;
};

}  // namespace wfx

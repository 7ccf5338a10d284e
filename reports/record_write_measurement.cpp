// A measurement as JSON on one line.
#include "reports/record_lines.h"

namespace wfx {
namespace {

void Write(JsonWriter& json, const Latency& latency) {
  json.Open('{');
  json.Member("min", latency.min);
  json.Member("p50", latency.p50);
  json.Member("p90", latency.p90);
  json.Member("p99", latency.p99);
  json.Member("p99_9", latency.p999);
  json.Member("max", latency.max);
  json.Member("mean", latency.mean);
  json.Close('}');
}

void Write(JsonWriter& json, const HistogramData& histogram) {
  json.Open('{');
  json.Member("unit", "ns");
  json.Member("sub_buckets", histogram.sub_buckets);
  json.Key("counts");
  json.Open('[');
  for (const auto& [index, count] : histogram.counts) {
    json.Open('[');
    json.Value(index);
    json.Value(count);
    json.Close(']');
  }
  json.Close(']');
  json.Close('}');
}

void WriteLengths(JsonWriter& json, const Measurement& measurement) {
  json.Key("lengths");
  json.Open('[');
  for (const LengthCount& each : measurement.lengths) {
    json.Open('{');
    json.Member("length", each.length);
    json.Member("share", each.share);
    json.Member("writes", each.writes);
    json.Close('}');
  }
  json.Close(']');
}

// Members of a repetition: each slice as writes, sum and maximum of latencies.
void Write(JsonWriter& json, const Series& series) {
  json.Member("slice_seconds", series.slice_seconds);
  json.Key("slices");
  json.Open('[');
  for (const Series::Slice& slice : series.slices) {
    json.Open('[');
    json.Value(slice.writes);
    json.Value(slice.sum_ns);
    json.Value(slice.max_ns);
    json.Close(']');
  }
  json.Close(']');
}

}  // namespace

void Write(JsonWriter& json, const Measurement& measurement) {
  json.Open('{');
  json.Member("scenario", measurement.scenario);
  json.Member("case", measurement.case_id);
  json.Member("target", measurement.target);
  json.Member("writes", measurement.writes);
  json.Member("bytes", measurement.bytes);
  json.Member("seconds", measurement.seconds);
  json.Member("api", measurement.api);
  json.Member("threads", measurement.threads);
  if (!measurement.handles.empty()) json.Member("handles", measurement.handles);
  if (!measurement.lengths.empty()) WriteLengths(json, measurement);
  if (measurement.verified_blocks > 0) json.Member("verified_blocks", measurement.verified_blocks);
  json.Member("asked_depth", measurement.asked_depth);
  json.Member("kept_depth", measurement.kept_depth);
  json.Member("pending_share", measurement.pending_share);
  json.Key("latency_ns");
  Write(json, measurement.latency);
  json.Key("call_ns");
  Write(json, measurement.call);
  json.Key("histogram");
  Write(json, measurement.histogram);
  if (measurement.own_cost_ns > 0) json.Member("own_cost_ns", measurement.own_cost_ns);
  if (measurement.open.asked_rate > 0) {
    json.Key("open_loop");
    json.Open('{');
    json.Member("asked_rate", measurement.open.asked_rate);
    json.Member("achieved_rate", measurement.open.achieved_rate);
    json.Member("unissued", measurement.open.unissued);
    json.Key("lag_ns");
    Write(json, measurement.open.lag);
    json.Close('}');
  }
  if (measurement.steady_after > 0) json.Member("steady_after", measurement.steady_after);
  if (measurement.never_steady) json.Member("never_steady", true);
  json.Key("repetitions");
  json.Open('[');
  for (std::size_t i = 0; i < measurement.repetition_seconds.size(); ++i) {
    json.Open('{');
    json.Member("seconds", measurement.repetition_seconds[i]);
    if (i < measurement.repetition_writes.size())
      json.Member("writes", measurement.repetition_writes[i]);
    if (i < measurement.repetition_turns.size())
      json.Member("turn", measurement.repetition_turns[i]);
    if (i < measurement.repetition_latency.size()) {
      json.Key("latency_ns");
      Write(json, measurement.repetition_latency[i]);
    }
    if (i < measurement.series.size()) Write(json, measurement.series[i]);
    json.Close('}');
  }
  json.Close(']');
  json.Member("errors", measurement.errors);
  json.Member("reason", measurement.reason);
  json.Close('}');
}

}  // namespace wfx

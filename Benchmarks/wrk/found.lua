-- What every script ends with: requests, microseconds, median latency in microseconds, errors. load.py reads it.

done = function(summary, latency, requests)
   local errors = summary.errors
   local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
   io.write(string.format("FOUND %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(50), failed))
end

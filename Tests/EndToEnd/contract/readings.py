"""How some recorded values are to be read: what holds for the machine they were recorded on, and nowhere else."""
import json


class Readings:
    """`readings.tsv`: area, group, part of a response (`body`, or the name of a header), the recorded text, the text it
    is read as (`-`: it is not compared), and the reason. Everything else of the exchange is compared as recorded."""

    def __init__(self, path):
        self.entries = []
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            fields = line.split("\t")
            if len(fields) != 6 or not all(field.strip() for field in fields):
                raise SystemExit(f"{path.name} line {number}: area, group, part, recorded text, text to read it as and "
                                 "reason, separated by tabs")
            self.entries.append(tuple(fields[:5]))

    def of(self, area, group):
        return [entry for entry in self.entries if entry[:2] == (area, group)]

    def write(self, recording, area, group, target):
        """Writes the header of a recording and one group of it, read so, to a file of its own.

        Ends the program where a reading meets nothing: it would be thought to matter."""
        readings, met, inside = self.of(area, group), set(), False
        with open(recording, encoding="utf-8") as source, open(target, "w", encoding="utf-8") as out:
            for text in source:
                line = json.loads(text)
                if line.get("group_header"):
                    inside = line["group"] == group
                if line.get("header") or inside:
                    for reading in readings:
                        if self.apply(line.get("response"), *reading[2:]):
                            met.add(reading)
                    out.write(json.dumps(line) + "\n")
        for reading in readings:
            if reading not in met:
                raise SystemExit(f"readings.tsv names what was not recorded: {' '.join(reading)}")

    @staticmethod
    def apply(response, part, recorded, read):
        """Whether the response had the text."""
        if response is None:
            return False
        if part == "body":
            body = response.get("body") or ""
            response["body"] = body.replace(recorded, "" if read == "-" else read)
            return recorded in body
        if response["headers"].get(part) != recorded:
            return False
        if read == "-":
            del response["headers"][part]
        else:
            response["headers"][part] = read
        return True

"""Zählt eine veröffentlichte Abstimmung nach:  python3 zaehlen.py DATEI

Braucht nur Python ab 3.8. Liest die Datei, addiert die Stimmzettel und sagt, ob das veröffentlichte Ergebnis stimmt.
"""
import json
import sys


def count(said):
    """What was counted, line by line, and what is wrong with the published result."""
    vote, marks, lines, wrong = said["vote"], said["fingerprints"], [], []
    if not len(marks) == len(set(marks)) == vote["ballots"]:
        wrong.append(f"{len(set(marks))} verschiedene Prüfzeichen für {vote['ballots']} Stimmzettel")
    for paper in said["contents"]:
        given = paper["points"].values()
        if sum(given) > vote["budget"] or not all(0 < points <= vote["cap"] for points in given):
            wrong.append(f"ein Stimmzettel hält die Regeln nicht ein: {paper}")
    for field in said["fields"]:
        lines.append(f"{field['number']} {field['title']}: {field['ballots']} Stimmzettel")
        if not field["told"]:
            lines.append("   unter fünf Stimmzetteln werden nur Ränge gezeigt")
            continue
        papers = [paper["points"] for paper in said["contents"] if paper["field"] in ("", field["id"])]
        if len(papers) != field["ballots"]:
            wrong.append(f"{field['title']}: {len(papers)} Stimmzettel gezählt")
        result = {row["tool"]: [sum(paper.get(row["tool"], 0) for paper in papers),
                                sum(1 for paper in papers if row["tool"] in paper)] for row in field["rows"]}
        for row in field["rows"]:
            points, people = result[row["tool"]]
            rank = 1 + sum(other > [points, people] for other in result.values())
            lines.append(f"{rank:4}. {row['title']}: {points} Punkte von {people} Personen")
            if [rank, points, people] != [row["rank"], row["points"], row["people"]]:
                wrong.append(f"{row['title']}: veröffentlicht Rang {row['rank']} mit {row['points']} Punkten")
    return lines, wrong


if __name__ == "__main__":
    lines, wrong = count(json.load(open(sys.argv[1], encoding="utf-8")))
    print("\n".join([*lines, *(f"ABWEICHUNG: {one}" for one in wrong), "" if wrong else "Das Ergebnis stimmt."]))
    sys.exit(1 if wrong else 0)

"""What if a photo were worse than it is: known damage, what the measures then say, and where a policy changes its mind.

`dials` are the kinds of damage, `probed` measures one photo, `curve` follows one damage from none to severe, `robust`
asks of many photos how many decisions some damage turns over.
"""
